package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.model.TinyFamily;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is computed in another way is the same but for rounding. */
@Tag("engine")
class FixedProgramTest {
    private static final long SEED = 11;
    private static final double CLOSE = 1e-5;

    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private static float[] random(long count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    /** Statistics of batch norms, too, are not those that would change nothing. */
    private static Weights weights(ParamTable table) {
        return Weights.of(
                table,
                param -> {
                    float[] values = random(param.count(), SEED + param.name().hashCode());
                    for (int i = 0; param.name().endsWith("var") && i < values.length; i++) {
                        values[i] = 0.5f + Math.abs(values[i]);
                    }
                    return values;
                },
                false);
    }

    private static float[] values(Program.Results results) {
        try (results) {
            return results.values().get(0).floats();
        }
    }

    private static void requireAlike(
            Variant variant, Precision precision, Program.Body body, Weights weights, double tolerance, long... shape) {
        if (!Variant.of(precision).contains(variant)) {
            return; // this processor has no such kernels
        }
        long[] any = shape.clone();
        any[0] = Shapes.BATCH;
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, any));
        try (Program plain = Program.inference(Execution.TRACED, Precision.FP32, inputs, body);
                FixedProgram fixed = FixedProgram.of(variant, precision, inputs, body, weights, 2)) {
            for (int batch = 1; batch <= 3; batch++) {
                long[] sizes = shape.clone();
                sizes[0] = batch;
                try (DeviceTensor input = DeviceTensor.of(random(Shapes.count(sizes), batch), sizes)) {
                    float[] expected = values(plain.run(List.of(input), weights));
                    float[] found = values(fixed.run(List.of(input)));
                    double largest = 0;
                    double off = 0;
                    for (int i = 0; i < expected.length; i++) {
                        largest = Math.max(largest, Math.abs(expected[i]));
                        off = Math.max(off, Math.abs(expected[i] - found[i]));
                    }
                    assertEquals(expected.length, found.length);
                    assertTrue(off <= tolerance * largest, variant + ", " + batch + ": " + off + " of " + largest);
                }
            }
        }
    }

    private static Program.Body logits(Model model, Variant variant) {
        return (given, values) -> {
            Tensor x = variant.isChannelsLast() ? given.get(0).channelsLast() : given.get(0);
            return List.of(model.forward(x, new Pass(values, false, Set.of())).to(ElementType.FLOAT32));
        };
    }

    @ParameterizedTest
    @EnumSource
    void theUsualVariantIsOneThatRunsHere(Precision precision) {
        List<Variant> variants = Variant.of(precision);
        assertTrue(variants.contains(Variant.usual(precision)), variants::toString);
        assertTrue(variants.containsAll(List.of(Variant.FOLDED, Variant.FOLDED_CHANNELS_LAST)), variants::toString);
        assertTrue(precision != Precision.FP32 || Variant.usual(precision) == Variant.FUSED, variants::toString);
    }

    @ParameterizedTest
    @EnumSource
    void everyVariantOfAModelAgreesAtEveryBatchSize(Variant variant) {
        Model model = TinyFamily.hybrid(0.1);
        try (Weights weights = weights(model.parameters())) {
            requireAlike(variant, Precision.FP32, logits(model, variant), weights, CLOSE, 0, 3, 32, 32);
            requireAlike(variant, Precision.BF16, logits(model, variant), weights, 0.05, 0, 3, 32, 32);
        }
    }

    @Test
    void everyActivationIsTheSameBehindAConvolutionAndBehindAProduct() {
        List<UnaryOperator<Tensor>> activations = List.of(
                Tensor::relu,
                Tensor::relu6,
                x -> x.clamp(-0.5, 0.75),
                Tensor::sigmoid,
                Tensor::tanh,
                Tensor::silu,
                Tensor::hardSwish,
                Tensor::hardSigmoid,
                x -> x.leakyRelu(0.2),
                Tensor::gelu,
                Tensor::geluTanh,
                Tensor::mish);
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Param kernel = root.weight("kernel", Init.ZEROS, 8, 1, 3, 3);
        Param matrix = root.weight("matrix", Init.ZEROS, 16, 8);
        Param bias = root.weight("bias", Init.ZEROS, 8);
        try (Weights weights = weights(table)) {
            for (UnaryOperator<Tensor> activation : activations) {
                Program.Body images = (given, of) -> List.of(activation.apply(
                        given.get(0).channelsLast().conv2d(of.apply(kernel), of.apply(bias), 2, 1, 1, 8)));
                requireAlike(Variant.FUSED, Precision.FP32, images, weights, CLOSE, 0, 8, 9, 9);
                Program.Body tokens =
                        (given, of) -> List.of(activation.apply(given.get(0).linear(of.apply(matrix), null)));
                requireAlike(Variant.FUSED, Precision.FP32, tokens, weights, CLOSE, 0, 5, 8);
            }
        }
    }

    /** Products over a few heads, of one token and of parts of a tensor read what is in another order, or repeated. */
    @ParameterizedTest
    @EnumSource
    void productsReadWhatLiesCrosswise(Variant variant) {
        int heads = 3;
        int tokens = 5;
        int width = 12;
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Param across = root.weight("across", Init.ZEROS, heads, heads);
        Param acrossBias = root.weight("across_bias", Init.ZEROS, heads);
        Param own = root.weight("own", Init.ZEROS, width, width);
        Param ownBias = root.weight("own_bias", Init.ZEROS, width);
        Param wide = root.weight("wide", Init.ZEROS, 2 * width, width);
        Param narrow = root.weight("narrow", Init.ZEROS, width, width);
        try (Weights weights = weights(table)) {
            Program.Body body = (given, of) -> {
                Tensor x = given.get(0);
                Tensor split = x.reshape(-1, tokens, heads, width / heads).permute(0, 2, 1, 3);
                Tensor scores = split.matmul(split.transpose(2, 3))
                        .permute(0, 2, 3, 1)
                        .linear(of.apply(across), of.apply(acrossBias))
                        .permute(0, 3, 1, 2)
                        .softmax(3)
                        .permute(0, 2, 3, 1)
                        .linear(of.apply(across), null)
                        .permute(0, 3, 1, 2);
                Tensor mixed = x.add(scores.matmul(split)
                        .permute(0, 2, 1, 3)
                        .reshape(-1, tokens, width)
                        .linear(of.apply(own), of.apply(ownBias)));
                Tensor first = mixed.slice(1, 0, 1);
                Tensor summed = first.add(first.linear(of.apply(own), of.apply(ownBias)));
                Tensor half = mixed.linear(of.apply(wide), null).slice(2, width, 2 * width);
                Tensor spread = summed.expand(-1, tokens, width).linear(of.apply(narrow), null);
                Tensor result = half.linear(of.apply(narrow), null).gelu().add(spread);
                return List.of(result.to(ElementType.FLOAT32));
            };
            requireAlike(variant, Precision.FP32, body, weights, CLOSE, 0, tokens, width);
            requireAlike(variant, Precision.BF16, body, weights, 0.1, 0, tokens, width);
        }
    }

    @Test
    void sumsInPlaceLeaveTheRestAsItIs() {
        ParamTable table = new ParamTable();
        Param kernel = table.root().weight("kernel", Init.ZEROS, 8, 8, 1, 1);
        try (Weights weights = weights(table)) {
            Program.Body body = (given, of) -> {
                Tensor w = of.apply(kernel);
                Tensor x =
                        given.get(0).channelsLast().conv2d(w, null, 1, 0, 1, 1).relu();
                Tensor first = x.conv2d(w, null, 1, 0, 1, 1);
                Tensor sum =
                        given.get(0).channelsLast().conv2d(w, null, 1, 0, 1, 1).add(x);
                Tensor own = sum.conv2d(w, null, 1, 0, 1, 1).add(sum);
                return List.of(first.add(own.sigmoid()).relu());
            };
            requireAlike(Variant.FUSED, Precision.FP32, body, weights, CLOSE, 0, 8, 4, 4);
        }
    }
}
