package dev.jimm.api.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ShapeRunner;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final long B = Shapes.BATCH;

    private final ShapeRunner runner = new ShapeRunner();

    private static Model model(ModelOptions options) {
        Scope root = new ParamTable().root();
        Layer conv = Conv2d.of(options.channels(), 8, 3).withBias().at(root.at("conv"));
        ClassifierHead head = ClassifierHead.at(root.at("fc"), 8, options, GlobalPool.AVG);
        return Model.builder(root)
                .features(conv)
                .head(head)
                .featureCount(8)
                .headHiddenSize(head.hiddenSize())
                .classifier("fc")
                .noWeightDecay("conv.weight", "pos_embed")
                .build();
    }

    private static ModelOptions pooled(String pool, int classes) {
        return new ModelOptions(classes, 3, 0, 0, pool, 32);
    }

    private long[] logits(Model model) {
        return model.forward(runner.tensor(B, 3, 16, 16), runner.pass(false)).shape();
    }

    @Test
    void headsClassify() {
        assertArrayEquals(new long[] {B, 1000}, logits(model(ModelOptions.DEFAULT)));
        Model pooled = model(ModelOptions.DEFAULT.classes(0));
        assertArrayEquals(new long[] {B, 8}, logits(pooled));
        assertTrue(pooled.parameters().find("fc.weight").isEmpty());
        Model wide = model(pooled("catavgmax", 5));
        assertEquals(16, wide.headHiddenSize());
        assertArrayEquals(new long[] {B, 5}, logits(wide));
        assertArrayEquals(
                new long[] {B, 16},
                wide.forwardHead(List.of(runner.tensor(B, 8, 4, 4)), runner.pass(false), true)
                        .shape());
    }

    @Test
    void classifiersCanBeConvolutions() {
        Scope root = new ParamTable().root();
        ModelOptions options = pooled("catavgmax", 5);
        ClassifierHead head =
                ClassifierHead.convolutional(root.at("fc"), 8, options, GlobalPool.AVG, Init.torchDefault());
        assertArrayEquals(
                new long[] {5, 16, 1, 1},
                root.table().find("fc.weight").orElseThrow().shape());
        List<Tensor> features = List.of(runner.tensor(B, 8, 4, 4));
        assertArrayEquals(
                new long[] {B, 5},
                head.forward(features, runner.pass(false), false).shape());
        assertArrayEquals(
                new long[] {B, 16},
                head.forward(features, runner.pass(false), true).shape());
    }

    @Test
    void aMapCannotBeClassified() {
        assertArrayEquals(new long[] {B, 8, 16, 16}, logits(model(pooled("", 0))));
        assertEquals(
                "global-pool \"\" leaves a map, which cannot be classified; set num-classes to 0",
                assertThrows(IllegalArgumentException.class, () -> model(pooled("", 5)))
                        .getMessage());
    }

    @Test
    void onlyDeclaredExceptionsFromDecayCount() {
        assertEquals(Set.of("conv.weight"), model(ModelOptions.DEFAULT).noWeightDecay());
    }

    @Test
    void whatIsMissingIsTold() {
        Model.Builder builder =
                Model.builder(new ParamTable().root()).features(Layer.IDENTITY).featureCount(3);
        assertEquals(
                "a model needs features, a head and a feature count",
                assertThrows(IllegalStateException.class, builder::build).getMessage());
    }

    @Test
    void imageSizesAreOptionalAndCopied() {
        assertFalse(model(ModelOptions.DEFAULT).imageSize().isPresent());
        Model fixed = Model.builder(new ParamTable().root())
                .features(Layer.IDENTITY)
                .head((features, pass, preLogits) -> features.get(0))
                .featureCount(3)
                .imageSize(64, 32)
                .build();
        fixed.imageSize().orElseThrow()[0] = 1;
        assertArrayEquals(new int[] {64, 32}, fixed.imageSize().orElseThrow());
        assertEquals(3, fixed.headHiddenSize(), "that of the features unless told otherwise");
    }

    @Test
    void optionsAreChecked() {
        assertRefused("num-classes must be at least 0, is -1", () -> ModelOptions.DEFAULT.classes(-1));
        assertRefused("in-channels must be at least 1, is 0", () -> ModelOptions.DEFAULT.channels(0));
        assertRefused("drop-rate must be in [0, 1), is 1.0", () -> new ModelOptions(5, 3, 1, 0, null, 32));
        assertRefused("drop-path must be in [0, 1), is NaN", () -> new ModelOptions(5, 3, 0, Double.NaN, null, 32));
        assertRefused("output-stride must be 8, 16 or 32, is 4", () -> new ModelOptions(5, 3, 0, 0, null, 4));
    }

    private static void assertRefused(String message, Supplier<ModelOptions> options) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, options::get).getMessage());
    }
}
