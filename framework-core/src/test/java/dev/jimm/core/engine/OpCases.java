package dev.jimm.core.engine;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Computations that use every entry of the catalogue, and inputs for them. */
public final class OpCases {
    static final int BATCH = 3;

    /** Inputs by position: an image batch, then what the case adds. */
    public record Case(String name, List<Given> given, Function<List<Tensor>, Tensor> body) {
        @Override
        public String toString() {
            return name;
        }
    }

    public record Given(ElementType type, long... shape) {}

    static final Given IMAGE = new Given(ElementType.FLOAT32, Shapes.BATCH, 8, 14, 14);

    private OpCases() {}

    private static Given floats(long... shape) {
        return new Given(ElementType.FLOAT32, shape);
    }

    private static Given indices(long... shape) {
        return new Given(ElementType.INT64, shape);
    }

    private static Case of(String name, Function<Tensor, Tensor> body) {
        return new Case(name, List.of(IMAGE), in -> body.apply(in.get(0)));
    }

    private static Case with(String name, Given other, java.util.function.BinaryOperator<Tensor> body) {
        return new Case(name, List.of(IMAGE, other), in -> body.apply(in.get(0), in.get(1)));
    }

    private static Case with(String name, List<Given> others, Function<List<Tensor>, Tensor> body) {
        List<Given> given = new ArrayList<>(List.of(IMAGE));
        given.addAll(others);
        return new Case(name, given, body);
    }

    private static Tensor large(Tensor x) {
        return Tensor.cat(1, Collections.nCopies(8, x));
    }

    private static final List<Case> CASES = Stream.of(
                    arithmetic(),
                    elementwise(),
                    layout(),
                    reductions(),
                    shapes(),
                    windows(),
                    contractions(),
                    norms(),
                    pools(),
                    randoms(),
                    writes())
            .flatMap(List::stream)
            .toList();

    private static List<Case> arithmetic() {
        Given same = floats(1, 8, 14, 14);
        Given channel = floats(8, 1, 1);
        return List.of(
                with("add", same, Tensor::add),
                with("sub", channel, Tensor::sub),
                with("mul", same, Tensor::mul),
                with("div", same, (x, y) -> x.div(y.abs().add(1))),
                with("pow", same, (x, y) -> x.abs().pow(y)),
                with("maximum", same, Tensor::maximum),
                with("minimum", channel, Tensor::minimum),
                with("greater", same, Tensor::greater),
                with("greater_equal", same, Tensor::greaterEqual),
                with("equal", same, Tensor::equal),
                with("where", same, (x, y) -> x.greater(y).where(x, y)),
                with("masked_fill", same, (x, y) -> x.maskedFill(x.greater(y), Double.NEGATIVE_INFINITY)),
                with("float64 number", new Given(ElementType.FLOAT64), Tensor::mul),
                of("numbers", x -> x.add(2).mul(3).sub(1).div(7)),
                of("pow_number", x -> x.abs().pow(1.5)),
                of("clamp", x -> x.clamp(-0.2, 0.3)));
    }

    private static List<Case> elementwise() {
        Map<String, java.util.function.UnaryOperator<Tensor>> plain = new LinkedHashMap<>();
        plain.put("neg", Tensor::neg);
        plain.put("abs", Tensor::abs);
        plain.put("sign", Tensor::sign);
        plain.put("floor", Tensor::floor);
        plain.put("sqrt", x -> x.abs().sqrt());
        plain.put("rsqrt", x -> x.abs().add(1).rsqrt());
        plain.put("reciprocal", x -> x.abs().add(1).reciprocal());
        plain.put("exp", Tensor::exp);
        plain.put("log", x -> x.abs().add(1).log());
        plain.put("sin", Tensor::sin);
        plain.put("cos", Tensor::cos);
        plain.put("erf", Tensor::erf);
        plain.put("is_finite", x -> x.log().isFinite());
        plain.put("logical_not", x -> x.isFinite().logicalNot());
        plain.put("tanh", Tensor::tanh);
        plain.put("sigmoid", Tensor::sigmoid);
        plain.put("relu", Tensor::relu);
        plain.put("relu6", x -> x.mul(10).relu6());
        plain.put("silu", Tensor::silu);
        plain.put("mish", Tensor::mish);
        plain.put("gelu", Tensor::gelu);
        plain.put("gelu_tanh", Tensor::geluTanh);
        plain.put("hard_swish", x -> x.mul(4).hardSwish());
        plain.put("hard_sigmoid", x -> x.mul(4).hardSigmoid());
        plain.put("leaky_relu", x -> x.leakyRelu(0.1));
        plain.put("elu", x -> x.elu(1.5));
        plain.put("celu", x -> x.celu(1.5));
        plain.put("selu", Tensor::selu);
        plain.put("softplus", Tensor::softplus);
        List<Case> cases = new ArrayList<>();
        plain.forEach((name, body) -> cases.add(of(name, body::apply)));
        cases.add(with("prelu", floats(8), Tensor::prelu));
        return cases;
    }

    private static List<Case> layout() {
        return List.of(
                of("to bfloat16 and back", x -> x.to(ElementType.BFLOAT16).to(ElementType.FLOAT32)),
                of("to int64", x -> x.mul(100).to(ElementType.INT64)),
                of("contiguous", x -> x.transpose(1, 2).contiguous()),
                of("channels_last", Tensor::channelsLast),
                of("detach", Tensor::detach),
                of("zeros_like", Tensor::zerosLike),
                of("vector_like", x -> x.vectorLike(0.1, -3, 0)));
    }

    private static List<Case> reductions() {
        return List.of(
                of("mean", x -> x.mean(2, 3)),
                of("mean keep", x -> x.meanKeep(1)),
                of("mean of all", Tensor::mean),
                of("sum", x -> x.sum(1)),
                of("sum keep", x -> x.sumKeep(-1)),
                of("var", x -> x.varKeep(false, 1)),
                of("var unbiased", x -> x.varKeep(true, 2, 3)),
                of("norm", Tensor::norm),
                of("norm keep", x -> x.normKeep(1)),
                of("amax", x -> x.max(2, 3)),
                of("amax keep", x -> x.maxKeep(1)),
                of("amin", x -> x.min(1)),
                of("softmax", x -> x.softmax(-1)),
                of("log_softmax", x -> x.logSoftmax(1)),
                of("cumsum", x -> x.cumsum(2)),
                of("argmax", x -> x.argmax(1)),
                of("topk_values", x -> x.topkValues(3, 1)),
                of("topk_indices", x -> x.topkIndices(3, -1)));
    }

    private static List<Case> shapes() {
        return List.of(
                of("reshape", x -> x.reshape(x.size(0), 8, 196)),
                of(
                        "reshape through multiples of the batch",
                        x -> x.reshape(x.size(0) * 8, 14, 14).reshape(x.size(0), 4, 2, 14, 14)),
                of("reshape twice by -1", x -> x.reshape(-1, 14).reshape(x.size(0), -1)),
                of("flatten", x -> x.flatten(2)),
                of("permute", x -> x.permute(0, 2, 3, 1)),
                of("transpose", x -> x.transpose(1, -1)),
                with("expand", floats(1, 1, 8), (x, y) -> y.expand(x.size(0), 5, -1)),
                of("unsqueeze and squeeze", x -> x.unsqueeze(-1).squeeze(4).unsqueeze(0)),
                of("select", x -> x.select(1, 3)),
                of("select from the end", x -> x.select(1, -1)),
                of("slice", x -> x.slice(1, 2, 5)),
                of("slice with a step", x -> x.slice(2, 0, Long.MAX_VALUE, 2)),
                of("chunk and cat", x -> {
                    Tensor[] parts = x.chunk(4, 1);
                    return parts[3].cat(1, parts[0], parts[2]);
                }),
                of("chunk of the batch", x -> x.cat(0, x.mul(2), x.mul(3)).chunk(3, 0)[1]),
                of("pad", x -> x.pad(0.5, 1, 2, 0, 3)),
                of("reflect_pad", x -> x.reflectPad(1, 1, 2, 2)),
                of("replicate_pad", x -> x.replicatePad(1, 0, 2, 3)),
                of("roll", x -> x.roll(new long[] {-3, 2}, new long[] {2, 3})),
                of("flip", x -> x.flip(2, 3)),
                of("tril", x -> x.tril(-1)),
                of("triu", x -> x.triu(1)),
                of("pixel_shuffle", x -> x.pixelShuffle(2)),
                of("pixel_unshuffle", x -> x.pixelUnshuffle(7)),
                of("repeat_interleave", x -> x.repeatInterleave(3, 1)),
                with("index_select", indices(5), (x, i) -> x.indexSelect(1, i)),
                with("gather", indices(Shapes.BATCH, 2, 14, 14), (x, i) -> x.gather(1, i)),
                with("one_hot", indices(Shapes.BATCH), (x, i) -> i.oneHot(8)));
    }

    private static List<Case> windows() {
        return List.of(
                of("unfold", x -> x.unfold(3, 2, 1, 1)),
                of("fold", x -> x.unfold(3, 2, 1, 1).fold(14, 14, 3, 2, 1, 1)),
                of(
                        "window partition, shifted",
                        x -> x.permute(0, 2, 3, 1)
                                .roll(new long[] {-3, -3}, new long[] {1, 2})
                                .reshape(x.size(0), 2, 7, 2, 7, 8)
                                .permute(0, 1, 3, 2, 4, 5)
                                .reshape(-1, 49, 8)));
    }

    private static List<Case> contractions() {
        return List.of(
                with("matmul", floats(14, 5), Tensor::matmul),
                with("einsum", floats(8, 6), (x, w) -> x.einsum("nchw,cd->ndhw", w)),
                with(
                        "linear",
                        List.of(floats(5, 14), floats(5)),
                        in -> in.get(0).linear(in.get(1), in.get(2))),
                with("linear without bias", floats(5, 14), (x, w) -> x.linear(w, null)),
                with("linear of vectors", floats(5, 8), (x, w) -> x.mean(2, 3).linear(w, null)),
                with(
                        "linear of tokens",
                        floats(5, 14),
                        (x, w) -> x.reshape(-1, 112, 14).linear(w, null)),
                with(
                        "linear of many tokens",
                        floats(5, 14),
                        (x, w) -> large(x).reshape(-1, 896, 14).linear(w, null)),
                with("linear of large maps", floats(5, 14), (x, w) -> large(x).linear(w, null)),
                with("conv1d", floats(6, 8, 3), (x, w) -> x.flatten(2).conv1d(w, null, 2, 1, 1, 1)),
                with(
                        "conv2d",
                        List.of(floats(6, 4, 3, 3), floats(6)),
                        in -> in.get(0).conv2d(in.get(1), in.get(2), 2, 2, 2, 2)),
                with(
                        "conv3d",
                        floats(4, 1, 3, 3, 3),
                        (x, w) -> x.unsqueeze(1)
                                .conv3d(w, null, new long[] {1, 2, 2}, new long[] {1, 1, 1}, new long[] {1, 1, 1}, 1)),
                with("conv_transpose2d", floats(8, 6, 3, 3), (x, w) -> x.convTranspose2d(w, null, 2, 1, 1, 1)),
                with(
                        "addmm",
                        List.of(floats(6, 5), floats(6, 7), floats(7, 5)),
                        in -> in.get(1).addMatmul(in.get(2), in.get(3), 0.5, 2)),
                with(
                        "baddbmm",
                        List.of(floats(4, 6, 5), floats(4, 6, 7), floats(4, 7, 5)),
                        in -> in.get(1).addMatmul(in.get(2), in.get(3), 0.5, 2)),
                with(
                        "solve_upper_triangular",
                        floats(14, 14),
                        (x, y) -> x.flatten(2)
                                .reshape(-1, 14)
                                .solveUpperTriangular(y.abs().add(1).triu(0))),
                of("attention", x -> x.attention(x, x, null, 0, 0.3)),
                with("attention with a mask", floats(14, 14), (x, mask) -> x.attention(x, x, mask, 0, 0.3)));
    }

    private static List<Case> norms() {
        List<Given> channels = List.of(floats(8), floats(8), floats(8));
        return List.of(
                with(
                        "batch_norm",
                        channels,
                        in -> in.get(0)
                                .batchNorm(
                                        in.get(1),
                                        in.get(2),
                                        in.get(3),
                                        in.get(3).abs().add(1),
                                        false,
                                        0.1,
                                        1e-5)),
                with(
                        "batch_norm in training",
                        channels,
                        in -> in.get(0)
                                .batchNorm(
                                        in.get(1),
                                        in.get(2),
                                        in.get(3).mul(1),
                                        in.get(3).abs().add(1),
                                        true,
                                        0.1,
                                        1e-5)),
                of("batch_norm without weights", x -> x.batchNorm(null, null, null, null, true, 0.1, 1e-5)),
                with(
                        "layer_norm",
                        List.of(floats(14), floats(14)),
                        in -> in.get(0).layerNorm(new long[] {14}, in.get(1), in.get(2), 1e-6)),
                with("group_norm", channels, in -> in.get(0).groupNorm(4, in.get(1), in.get(2), 1e-5)),
                with("rms_norm", floats(14), (x, w) -> x.rmsNorm(new long[] {14}, w, 1e-6)));
    }

    private static List<Case> pools() {
        return List.of(
                of("max_pool2d", x -> x.maxPool2d(3, 2, 1, false)),
                of("max_pool2d, last window partly outside", x -> x.maxPool2d(3, 2, 0, true)),
                of("max_pool2d, padded, last window partly outside", x -> x.maxPool2d(3, 2, 1, true)),
                of("max_pool2d, last window outside", x -> x.maxPool2d(2, 3, 1, true)),
                of(
                        "max_pool2d of values below 0, padded by 0",
                        x -> x.sub(2).pad(0, 1, 1, 1, 1).maxPool2d(3, 2, 0, false)),
                of("avg_pool2d, padded, last window partly outside", x -> x.avgPool2d(3, 2, 1, true, true)),
                of("avg_pool2d, last window outside", x -> x.avgPool2d(2, 3, 1, true, true)),
                of("avg_pool2d of an odd size", x -> x.slice(2, 0, 13).avgPool2d(2, 2, 0, true, false)),
                of("avg_pool2d without padding counted", x -> x.avgPool2d(2, 3, 1, true, false)),
                of("avg_pool2d", x -> x.avgPool2d(3, 2, 1, false, true)),
                of("avg_pool2d, last window partly outside", x -> x.avgPool2d(2, 2, 0, true, false)),
                of("adaptive_avg_pool2d", x -> x.adaptiveAvgPool2d(4, 5)),
                of("adaptive_max_pool2d", x -> x.adaptiveMaxPool2d(4, 5)),
                of("bilinear", x -> x.bilinear(9, 20, false)),
                of("bilinear_antialias", x -> x.bilinear(9, 7, true)),
                of("bicubic", x -> x.bicubic(9, 20, false)),
                of("bicubic_antialias", x -> x.bicubic(9, 7, true)),
                of("nearest", x -> x.nearest(28, 7)),
                with("grid_sample", floats(Shapes.BATCH, 5, 6, 2), (x, grid) -> x.gridSample(grid, false)));
    }

    private static List<Case> randoms() {
        return List.of(
                of("dropout", x -> x.dropout(0.3)),
                of("drop_path", x -> x.dropPath(0.5)),
                of("random_like", Tensor::randomLike),
                of("normal_like", Tensor::normalLike),
                with(
                        "cross_entropy",
                        indices(Shapes.BATCH),
                        (x, y) -> x.mean(2, 3).crossEntropy(y, 0.1)),
                of("binary_cross_entropy", x -> x.binaryCrossEntropy(x.sigmoid())),
                with(
                        "binary_cross_entropy with weights",
                        floats(14),
                        (x, weights) -> x.binaryCrossEntropy(x.sigmoid(), weights.abs())),
                of("mean_squared_error", x -> x.meanSquaredError(x.mul(2))));
    }

    private static List<Case> writes() {
        Given same = floats(1, 8, 14, 14);
        return List.of(
                with("add_", same, (x, y) -> x.mul(1).add_(y, 0.5)),
                of("add_number_", x -> x.mul(1).add_(0.5)),
                of("increment_", x -> x.mul(10).to(ElementType.INT64).increment_()),
                with("mul_", same, (x, y) -> x.mul(1).mul_(y)),
                of("mul_number_", x -> x.mul(1).mul_(0.5)),
                with("addcmul_", same, (x, y) -> x.mul(1).addcmul_(y, y, 0.5)),
                with("addcdiv_", same, (x, y) -> x.mul(1).addcdiv_(y, y.abs().add(1), 0.5)),
                with("lerp_", same, (x, y) -> x.mul(1).lerp_(y.expand(x.shape()), 0.1)),
                with(
                        "lerp_tensor_",
                        List.of(same, new Given(ElementType.FLOAT64)),
                        in -> in.get(0).mul(1).lerp_(in.get(1).expand(in.get(0).shape()), in.get(2))),
                with("copy_", same, (x, y) -> x.mul(1).copy_(y)),
                fused(
                        "fused_sgd_",
                        in -> in.get(1)
                                .mul(1)
                                .fusedSgd_(
                                        in.get(2), in.get(3).mul(1), in.get(5).abs(), 0.1, 0.9, true)),
                fused("fused_adam_", in -> adam(in, false)),
                fused("fused_adamw_", in -> adam(in, true)));
    }

    /** On a parameter, its gradient and two states, with a rate. */
    private static Case fused(String name, Function<List<Tensor>, Tensor> body) {
        return with(
                name,
                List.of(floats(4, 5), floats(4, 5), floats(4, 5), floats(4, 5), new Given(ElementType.FLOAT64)),
                body);
    }

    private static Tensor adam(List<Tensor> in, boolean decoupled) {
        Tensor second = in.get(4).abs();
        Tensor step = in.get(5).zerosLike().add(3);
        return in.get(1)
                .mul(1)
                .fusedAdam_(
                        in.get(2), in.get(3).mul(1), second, in.get(5).abs(), step, 0.9, 0.999, 0.1, 1e-8, decoupled);
    }

    public static List<Case> cases() {
        return CASES;
    }

    static DeviceTensor values(Given given, int input) {
        return values(given, input, BATCH);
    }

    /** Other values for each input of a case. */
    public static DeviceTensor values(Given given, int input, int batch) {
        long[] shape = concrete(given.shape, batch);
        int count = (int) Shapes.count(shape);
        java.util.SplittableRandom random = new java.util.SplittableRandom(17 + input);
        return switch (given.type) {
            case INT64 ->
                DeviceTensor.of(random.ints(count, 0, 8).asLongStream().toArray(), shape);
            case FLOAT64 -> DeviceTensor.of(random.doubles(count).toArray(), shape);
            default -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = (float) (2 * random.nextDouble() - 1);
                }
                yield DeviceTensor.of(values, shape);
            }
        };
    }

    static long[] concrete(long[] shape) {
        return concrete(shape, BATCH);
    }

    private static long[] concrete(long[] shape, int batch) {
        long[] sizes = shape.clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Shapes.isSymbolic(sizes[i]) ? sizes[i] / Shapes.BATCH * batch : sizes[i];
        }
        return sizes;
    }
}
