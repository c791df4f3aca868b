package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.AttentionPool2d;
import dev.jimm.api.nn.BilinearAttention;
import dev.jimm.api.nn.BottleneckAttention;
import dev.jimm.api.nn.EvoNorm;
import dev.jimm.api.nn.GlobalContext;
import dev.jimm.api.nn.HaloAttention;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.LambdaLayer;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small layers with generated weights give what timm's give: the first value, those after a quarter and a half, the last. */
@Tag("engine")
class ByobLayerValuesTest {
    private static final int BATCH = 2;
    private static final double TOLERANCE = 2e-6;

    /** @param input channels, height and width */
    record Case(String name, Function<Scope, Layer> layer, int[] input, float... expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static int[] input(int channels, int height, int width) {
        return new int[] {channels, height, width};
    }

    static Stream<Case> cases() {
        Init init = Init.ONES;
        GlobalContext context = new GlobalContext(8, 2, Activation.RELU, init, init);
        return Stream.of(
                new Case(
                        "halo attention",
                        new HaloAttention(8, 1, 2, 4, 2, 1)::at,
                        input(8, 4, 4),
                        0.1370969f,
                        -0.03501114f,
                        0.08579908f,
                        -0.1923723f),
                new Case(
                        "halo attention with fewer queries",
                        new HaloAttention(8, 2, 2, 4, 2, 1)::at,
                        input(8, 4, 6),
                        0.06414755f,
                        0.03488081f,
                        -0.01616363f,
                        0.1127154f),
                new Case(
                        "halo attention with averages",
                        new HaloAttention(8, 2, 2, 3, 3, 1)::at,
                        input(8, 6, 6),
                        0.0168854f,
                        0.03043873f,
                        0.09625559f,
                        0.002582427f),
                new Case(
                        "bottleneck attention",
                        new BottleneckAttention(8, 4, 2, 2, 3)::at,
                        input(8, 4, 4),
                        0.02668646f,
                        -0.1869251f,
                        0.1789263f,
                        0.2133807f),
                new Case(
                        "local lambdas",
                        new LambdaLayer(8, 1, 2, 3, 3, 0)::at,
                        input(8, 4, 6),
                        -0.260794f,
                        0.0005185604f,
                        -0.04250222f,
                        0.1136115f),
                new Case(
                        "relative lambdas",
                        new LambdaLayer(8, 2, 2, 3, null, 4)::at,
                        input(8, 4, 4),
                        0.06294626f,
                        -0.1723258f,
                        -0.04832434f,
                        -0.4852049f),
                new Case(
                        "bilinear attention",
                        new BilinearAttention(8, 4, 2, 2, 0.2)::at,
                        input(8, 4, 6),
                        -0.780423f,
                        1.049875f,
                        -0.01979141f,
                        -0.5336055f),
                new Case(
                        "dividing evo norm",
                        scope -> EvoNorm.dividing(scope, 4, 2, true, Init.ONES),
                        input(4, 1, 3),
                        -0.3897149f,
                        -0.277828f,
                        0.8342081f,
                        0.9743286f),
                new Case(
                        "dividing evo norm without activation",
                        scope -> EvoNorm.dividing(scope, 4, 2, false, Init.ONES),
                        input(4, 1, 3),
                        -1.310509f,
                        -0.979825f,
                        1.165005f,
                        1.407554f),
                new Case(
                        "added context",
                        context::addingAt,
                        input(8, 4, 4),
                        -2.130691f,
                        0.9960904f,
                        -2.305553f,
                        1.336497f),
                new Case(
                        "attention pool",
                        new AttentionPool2d(8, 4, 2, true)::at,
                        input(8, 2, 2),
                        -0.05930195f,
                        -0.4364451f,
                        0.1360054f,
                        -0.2428953f),
                new Case(
                        "attention pool of a larger map",
                        new AttentionPool2d(8, 4, 2, true)::at,
                        input(8, 3, 2),
                        0.4219129f,
                        0.4141737f,
                        0.05266819f,
                        -0.626592f),
                new Case(
                        "attention pool that keeps the map",
                        new AttentionPool2d(8, 4, 2, false)::at,
                        input(8, 2, 2),
                        -0.0105448f,
                        -0.4443339f,
                        0.1166111f,
                        -0.3071446f));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTimm(Case layer) {
        Scope root = new ParamTable().root();
        Model model = Model.builder(root)
                .features(layer.layer.apply(root))
                .head((features, pass, preLogits) -> features.get(0).flatten(1))
                .featureCount(layer.input[0])
                .build();
        try (GeneratedModel generated = new GeneratedModel(model)) {
            float[] values = generated
                    .outputs(Execution.EAGER, Set.of(), BATCH, layer.input[0], layer.input[1], layer.input[2])
                    .logits()
                    .values();
            int quarter = values.length / 4;
            int[] places = {0, quarter, 2 * quarter, values.length - 1};
            for (int i = 0; i < places.length; i++) {
                assertEquals(layer.expected[i], values[places[i]], TOLERANCE, "value " + places[i]);
            }
        }
    }
}
