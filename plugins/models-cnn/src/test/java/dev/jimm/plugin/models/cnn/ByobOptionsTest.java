package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.architecture;
import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options and the blocks of one's own choice change. */
class ByobOptionsTest {
    private static ModelOptions options(int classes, String globalPool, int outputStride) {
        return new ModelOptions(classes, 3, 0, 0, globalPool, outputStride);
    }

    /** The first convolution of a stage is dilated less; MobileOne's are not dilated at all, as in timm. */
    @ParameterizedTest
    @CsvSource({
        "test_byobnet, 32, 1 1 1 1 1 1",
        "test_byobnet, 8, 1 1 1 1 2 2",
        "repvgg_a0, 8, 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2",
    })
    void dilations(String name, int outputStride, String expected) {
        ShapeRunner runner = new ShapeRunner();
        Model model = architecture(new ByobNet(), name).build(options(10, null, outputStride));
        runner.logits(model, false, 1, 3, 64, 64);
        String dilations = runner.calls("conv2d")
                .filter(call -> call.integers("padding")[0] > 0)
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @Test
    void attentionPoolingKeepsTheMapOnlyWithoutClasses() {
        Architecture<?> clip = architecture(new ByobNet(), "resnet50_clip");
        Model map = clip.build(options(0, "", 32));
        assertArrayEquals(new long[] {2, 2048, 2, 3}, new ShapeRunner().logits(map, false, 2, 3, 64, 96));
        assertRefused("global-pool must be token", () -> clip.build(options(10, "", 32)));
        assertRefused("global-pool must be token", () -> clip.build(options(0, "avg", 32)));
    }

    @Test
    void theHiddenLayerOfAnMlpHeadIsAConvolutionWhereNothingIsPooled() {
        Model model = architecture(new ByobNet(), "resnet50_mlp").build(options(0, "", 32));
        assertArrayEquals(new long[] {2, 1024, 2, 2}, new ShapeRunner().logits(model, false, 2, 3, 64, 64));
    }

    @Test
    void imagesMustFitTheBlocksOfAttention() {
        Model halo = architecture(new ByoaNet(), "halonet26t").build(ModelOptions.DEFAULT);
        assertRefused("img-size", () -> new ShapeRunner().logits(halo, false, 2, 3, 224, 224));
        Model bilinear = architecture(new ByobNet(), "bat_resnext26ts").build(ModelOptions.DEFAULT);
        assertRefused("img-size", () -> new ShapeRunner().logits(bilinear, false, 2, 3, 224, 224));
        Model lambda = architecture(new ByoaNet(), "lambda_resnet26rpt_256").build(ModelOptions.DEFAULT);
        assertRefused("img-size", () -> new ShapeRunner().logits(lambda, false, 2, 3, 224, 224));
    }

    @Test
    void blocksOfOnesOwn() {
        List<ByobBlock> first = List.of(
                ByobBlock.of(ByobBlock.Kind.REP, 2, 16, 2),
                ByobBlock.of(ByobBlock.Kind.DARK, 1, 24, 1).groupSize(8));
        List<ByobBlock> second = List.of(ByobBlock.selfAttention(ByobSelfAttention.halo(4, 1), 1, 64, 0.5));
        Architecture<?> own = ByobDraft.of("own", ByobDraft.stages(first, second));
        Model model = own.build(ModelOptions.DEFAULT.classes(7));
        assertArrayEquals(new long[] {2, 7}, new ShapeRunner().logits(model, true, 2, 3, 64, 64));
        assertEquals(64, model.featureCount());
    }

    @Test
    void checksNameTheKey() {
        ByobBlock one = ByobBlock.of(ByobBlock.Kind.ONE, 1, 16, 2);
        assertRefused("kernel-size", () -> one.branches(2, 1));
        assertRefused("kernel-size", () -> ByobBlock.defaults().branches(1, 1));
        assertRefused("conv-branches", () -> ByobBlock.defaults().branches(3, 2));
        assertRefused("stride", () -> one.stride(3));
        assertRefused("self-attn", () -> ByobBlock.of(ByobBlock.Kind.SELF_ATTN, 1, 16, 2));
        assertRefused(
                "stem-pool",
                () -> ByobDraft.of(
                        "x",
                        ByobDraft.stages(List.of(one)),
                        ByobDraft.stem(ByobConfig.StemType.ONE, 16),
                        ByobDraft.MAX_POOL));
        assertRefused(
                "aa-layer",
                () -> ByobDraft.of(
                        "x", ByobDraft.stages(List.of(one)), draft -> draft.aaLayer = ByobConfig.AaLayer.AVG));
        assertRefused(
                "img-size",
                () -> ByobDraft.of(
                        "x",
                        ByobDraft.stages(List.of(ByobBlock.selfAttention(ByobSelfAttention.bottleneck(), 1, 64, 1)))));
        assertRefused(
                "blocks",
                () -> ByobDraft.of("x", ByobDraft.stages(ByobDraft.bottles(1, 64, 2, 48, 1)))
                        .build(ModelOptions.DEFAULT));
    }
}
