package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in a pass: what models, losses and update rules are written against. Immutable but for the methods whose names end in an
 * underscore, and owned by the pass that made it.
 *
 * <p>A tensor offers no way to read its values, so what a model computes cannot depend on them, and one recorded pass is valid for
 * all. Shapes are known at once; in a traced pass the batch size is symbolic (see {@link Shapes#BATCH}), so write sizes as arithmetic
 * on {@link #size}.
 *
 * <p>Every method checks shapes and fails with an {@link IllegalArgumentException} that names the operator and the shapes.
 */
@API(status = API.Status.STABLE, since = "0.1")
public abstract class Tensor {
    private final Runner runner;
    private final long[] shape;
    private final ElementType type;

    protected Tensor(Runner runner, ElementType type, long... shape) {
        this.runner = runner;
        this.type = type;
        this.shape = shape;
    }

    protected final Runner runner() {
        return runner;
    }

    final long[] dimensions() {
        return shape;
    }

    public final ElementType type() {
        return type;
    }

    public final int rank() {
        return shape.length;
    }

    public final long size(int axis) {
        return shape[Shapes.axis(axis, shape.length)];
    }

    public final long[] shape() {
        return shape.clone();
    }

    /** Applies an operator of a plugin to this tensor and more operands ({@code null} where an optional one is absent). */
    public final Tensor apply(Op op, Tensor[] more, Object... attributes) {
        Tensor[] operands = new Tensor[more.length + 1];
        operands[0] = this;
        System.arraycopy(more, 0, operands, 1, more.length);
        return runner.apply(op, operands, attributes);
    }

    private Tensor call(Op op, Object... attributes) {
        return runner.apply(op, new Tensor[] {this}, attributes);
    }

    private Tensor with(Op op, Tensor other, Object... attributes) {
        return runner.apply(op, new Tensor[] {this, other}, attributes);
    }

    private static long[] pair(long value) {
        return new long[] {value, value};
    }

    // arithmetic, broadcasting

    public final Tensor add(Tensor other) {
        return with(Ops.ADD, other);
    }

    public final Tensor sub(Tensor other) {
        return with(Ops.SUB, other);
    }

    public final Tensor mul(Tensor other) {
        return with(Ops.MUL, other);
    }

    public final Tensor div(Tensor other) {
        return with(Ops.DIV, other);
    }

    public final Tensor pow(Tensor exponent) {
        return with(Ops.POW, exponent);
    }

    public final Tensor maximum(Tensor other) {
        return with(Ops.MAXIMUM, other);
    }

    public final Tensor minimum(Tensor other) {
        return with(Ops.MINIMUM, other);
    }

    public final Tensor greater(Tensor other) {
        return with(Ops.GREATER, other);
    }

    public final Tensor greaterEqual(Tensor other) {
        return with(Ops.GREATER_EQUAL, other);
    }

    public final Tensor equal(Tensor other) {
        return with(Ops.EQUAL, other);
    }

    /** This tensor is the condition (of type BOOL). */
    public final Tensor where(Tensor yes, Tensor no) {
        return runner.apply(Ops.WHERE, new Tensor[] {this, yes, no});
    }

    public final Tensor add(double value) {
        return call(Ops.ADD_NUMBER, value);
    }

    public final Tensor sub(double value) {
        return call(Ops.ADD_NUMBER, -value);
    }

    public final Tensor mul(double value) {
        return call(Ops.MUL_NUMBER, value);
    }

    public final Tensor div(double value) {
        return call(Ops.DIV_NUMBER, value);
    }

    public final Tensor pow(double exponent) {
        return call(Ops.POW_NUMBER, exponent);
    }

    public final Tensor clamp(double low, double high) {
        return call(Ops.CLAMP, low, high);
    }

    /** The value where the mask (of type BOOL) is true. */
    public final Tensor maskedFill(Tensor mask, double value) {
        return with(Ops.MASKED_FILL, mask, value);
    }

    // one operand

    public final Tensor neg() {
        return call(Ops.NEG);
    }

    public final Tensor abs() {
        return call(Ops.ABS);
    }

    public final Tensor sign() {
        return call(Ops.SIGN);
    }

    public final Tensor floor() {
        return call(Ops.FLOOR);
    }

    public final Tensor sqrt() {
        return call(Ops.SQRT);
    }

    public final Tensor rsqrt() {
        return call(Ops.RSQRT);
    }

    public final Tensor reciprocal() {
        return call(Ops.RECIPROCAL);
    }

    public final Tensor exp() {
        return call(Ops.EXP);
    }

    public final Tensor log() {
        return call(Ops.LOG);
    }

    public final Tensor sin() {
        return call(Ops.SIN);
    }

    public final Tensor cos() {
        return call(Ops.COS);
    }

    public final Tensor erf() {
        return call(Ops.ERF);
    }

    public final Tensor logicalNot() {
        return call(Ops.LOGICAL_NOT);
    }

    public final Tensor isFinite() {
        return call(Ops.IS_FINITE);
    }

    // activations

    public final Tensor tanh() {
        return call(Ops.TANH);
    }

    public final Tensor sigmoid() {
        return call(Ops.SIGMOID);
    }

    public final Tensor relu() {
        return call(Ops.RELU);
    }

    public final Tensor relu6() {
        return call(Ops.RELU6);
    }

    public final Tensor silu() {
        return call(Ops.SILU);
    }

    public final Tensor mish() {
        return call(Ops.MISH);
    }

    public final Tensor gelu() {
        return call(Ops.GELU);
    }

    public final Tensor geluTanh() {
        return call(Ops.GELU_TANH);
    }

    public final Tensor hardSwish() {
        return call(Ops.HARD_SWISH);
    }

    public final Tensor hardSigmoid() {
        return call(Ops.HARD_SIGMOID);
    }

    public final Tensor leakyRelu(double slope) {
        return call(Ops.LEAKY_RELU, slope);
    }

    public final Tensor elu(double alpha) {
        return call(Ops.ELU, alpha);
    }

    public final Tensor celu(double alpha) {
        return call(Ops.CELU, alpha);
    }

    public final Tensor selu() {
        return call(Ops.SELU);
    }

    public final Tensor softplus() {
        return call(Ops.SOFTPLUS);
    }

    /** The weight has one element, or one a channel (axis 1). */
    public final Tensor prelu(Tensor weight) {
        return with(Ops.PRELU, weight);
    }

    // type, layout, graph

    public final Tensor to(ElementType target) {
        return type == target ? this : runner.cast(this, target);
    }

    public final Tensor contiguous() {
        return call(Ops.CONTIGUOUS);
    }

    /** The same (N, C, H, W) tensor, laid out in memory with the channels last. */
    public final Tensor channelsLast() {
        return call(Ops.CHANNELS_LAST);
    }

    /** The same values, through which no gradient flows. */
    public final Tensor detach() {
        return call(Ops.DETACH);
    }

    public final Tensor zerosLike() {
        return call(Ops.ZEROS_LIKE);
    }

    /** A vector of given numbers, at least one, of this tensor's floating-point type. */
    public final Tensor vectorLike(double... values) {
        return call(Ops.VECTOR_LIKE, (Object) values);
    }

    // reductions; without dimensions, over all

    public final Tensor mean(long... dims) {
        return call(Ops.MEAN, dimensionsOr(dims), false);
    }

    public final Tensor meanKeep(long... dims) {
        return call(Ops.MEAN, dimensionsOr(dims), true);
    }

    public final Tensor sum(long... dims) {
        return call(Ops.SUM, dimensionsOr(dims), false);
    }

    public final Tensor sumKeep(long... dims) {
        return call(Ops.SUM, dimensionsOr(dims), true);
    }

    /** The variance, of the population or (unbiased) of a sample; keeps the reduced axes with size 1. */
    public final Tensor varKeep(boolean unbiased, long... dims) {
        return call(Ops.VAR, dimensionsOr(dims), unbiased, true);
    }

    /** The Euclidean norm. */
    public final Tensor norm(long... dims) {
        return call(Ops.NORM, dimensionsOr(dims), false);
    }

    public final Tensor normKeep(long... dims) {
        return call(Ops.NORM, dimensionsOr(dims), true);
    }

    public final Tensor max(long... dims) {
        return call(Ops.AMAX, dimensionsOr(dims), false);
    }

    public final Tensor maxKeep(long... dims) {
        return call(Ops.AMAX, dimensionsOr(dims), true);
    }

    public final Tensor min(long... dims) {
        return call(Ops.AMIN, dimensionsOr(dims), false);
    }

    private long[] dimensionsOr(long[] dims) {
        return dims.length > 0
                ? dims
                : java.util.stream.LongStream.range(0, shape.length).toArray();
    }

    public final Tensor softmax(int dim) {
        return call(Ops.SOFTMAX, (long) dim);
    }

    public final Tensor logSoftmax(int dim) {
        return call(Ops.LOG_SOFTMAX, (long) dim);
    }

    public final Tensor cumsum(int dim) {
        return call(Ops.CUMSUM, (long) dim);
    }

    public final Tensor argmax(int dim) {
        return call(Ops.ARGMAX, (long) dim);
    }

    /** The largest values along an axis, largest first. */
    public final Tensor topkValues(int count, int dim) {
        return call(Ops.TOPK_VALUES, (long) count, (long) dim);
    }

    /** Where {@link #topkValues} stand. */
    public final Tensor topkIndices(int count, int dim) {
        return call(Ops.TOPK_INDICES, (long) count, (long) dim);
    }

    // shape

    /** One size may be -1: what is left. */
    public final Tensor reshape(long... sizes) {
        return call(Ops.RESHAPE, (Object) sizes);
    }

    /** Joins all axes from the given one on. */
    public final Tensor flatten(int from) {
        long[] sizes = Arrays.copyOf(shape, from + 1);
        sizes[from] = -1;
        return reshape(sizes);
    }

    public final Tensor permute(long... dims) {
        return call(Ops.PERMUTE, (Object) dims);
    }

    public final Tensor transpose(int a, int b) {
        return call(Ops.TRANSPOSE, (long) a, (long) b);
    }

    /** Repeats axes of size 1 without copying; -1 keeps a size. */
    public final Tensor expand(long... sizes) {
        return call(Ops.EXPAND, (Object) sizes);
    }

    public final Tensor unsqueeze(int dim) {
        return call(Ops.UNSQUEEZE, (long) dim);
    }

    public final Tensor squeeze(int dim) {
        return call(Ops.SQUEEZE, (long) dim);
    }

    public final Tensor select(int dim, long index) {
        return call(Ops.SELECT, (long) dim, index);
    }

    public final Tensor slice(int dim, long from, long to) {
        return slice(dim, from, to, 1);
    }

    public final Tensor slice(int dim, long from, long to, long step) {
        return call(Ops.SLICE, (long) dim, from, to, step);
    }

    /** Cuts an axis into parts of equal size. A batch of unknown size that does not divide fails when it comes. */
    public final Tensor[] chunk(int parts, int dim) {
        boolean symbolic = Shapes.isSymbolic(size(dim));
        if (!symbolic && size(dim) % parts != 0) {
            throw new IllegalArgumentException(
                    "chunk: axis " + dim + " of " + Shapes.text(shape) + " does not divide into " + parts + " parts");
        }
        long size = size(dim) / parts;
        Tensor[] result = new Tensor[parts];
        for (int i = 0; i < parts; i++) {
            result[i] = symbolic
                    ? call(Ops.CHUNK, (long) Shapes.axis(dim, shape.length), (long) parts, (long) i)
                    : slice(dim, i * size, (i + 1) * size);
        }
        return result;
    }

    /** This tensor and more, joined along an axis. */
    public final Tensor cat(int dim, Tensor... more) {
        return apply(Ops.CAT, more, (long) dim);
    }

    /** Tensors joined along an axis, at least one. */
    public static Tensor cat(int dim, List<Tensor> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : parts.get(0).cat(dim, parts.subList(1, parts.size()).toArray(Tensor[]::new));
    }

    /** Pads with a value: {@code left, right, top, bottom} of the last axes, last axis first. */
    public final Tensor pad(double value, long... padding) {
        return call(Ops.PAD, padding, value);
    }

    public final Tensor reflectPad(long left, long right, long top, long bottom) {
        return call(Ops.REFLECT_PAD, (Object) new long[] {left, right, top, bottom});
    }

    public final Tensor replicatePad(long left, long right, long top, long bottom) {
        return call(Ops.REPLICATE_PAD, (Object) new long[] {left, right, top, bottom});
    }

    public final Tensor roll(long[] shifts, long[] dims) {
        return call(Ops.ROLL, shifts, dims);
    }

    public final Tensor flip(long... dims) {
        return call(Ops.FLIP, (Object) dims);
    }

    /** The lower triangle of the last two axes, zero above the diagonal. */
    public final Tensor tril(int diagonal) {
        return call(Ops.TRIL, (long) diagonal);
    }

    /** The upper triangle of the last two axes, zero below the diagonal. */
    public final Tensor triu(int diagonal) {
        return call(Ops.TRIU, (long) diagonal);
    }

    public final Tensor pixelShuffle(int factor) {
        return call(Ops.PIXEL_SHUFFLE, (long) factor);
    }

    public final Tensor pixelUnshuffle(int factor) {
        return call(Ops.PIXEL_UNSHUFFLE, (long) factor);
    }

    public final Tensor repeatInterleave(int times, int dim) {
        return call(Ops.REPEAT_INTERLEAVE, (long) times, (long) dim);
    }

    /** Square windows of (N, C, H, W) as columns: (N, C * kernel * kernel, windows). */
    public final Tensor unfold(int kernel, int stride, int padding, int dilation) {
        return call(Ops.UNFOLD, pair(kernel), pair(dilation), pair(padding), pair(stride));
    }

    /** The sum of the columns that {@link #unfold} makes, at their places in (N, C, height, width). */
    public final Tensor fold(long height, long width, int kernel, int stride, int padding, int dilation) {
        return call(Ops.FOLD, new long[] {height, width}, pair(kernel), pair(dilation), pair(padding), pair(stride));
    }

    /** The index is a vector of type INT64. */
    public final Tensor indexSelect(int dim, Tensor index) {
        return with(Ops.INDEX_SELECT, index, (long) dim);
    }

    public final Tensor gather(int dim, Tensor index) {
        return with(Ops.GATHER, index, (long) dim);
    }

    /** For class indices of type INT64; adds an axis at the end. */
    public final Tensor oneHot(int classes) {
        return call(Ops.ONE_HOT, (long) classes);
    }

    // contractions

    public final Tensor matmul(Tensor other) {
        return with(Ops.MATMUL, other);
    }

    /** {@code beta * this + alpha * a b}, for matrices, or batches of them, of which this is as large as the product. */
    public final Tensor addMatmul(Tensor a, Tensor b, double beta, double alpha) {
        return apply(rank() == 2 ? Ops.ADDMM : Ops.BADDBMM, new Tensor[] {a, b}, beta, alpha);
    }

    /** This matrix times the inverse of an upper triangular one. */
    public final Tensor solveUpperTriangular(Tensor triangular) {
        return with(Ops.SOLVE_UPPER_TRIANGULAR, triangular);
    }

    /** A product in Einstein's notation, such as {@code "nhid,nhjd->nhij"}: every axis a letter, no ellipsis. */
    public final Tensor einsum(String equation, Tensor... more) {
        return apply(Ops.EINSUM, more, equation);
    }

    /** The weight is (out, in), the bias (out) or absent. */
    public final Tensor linear(Tensor weight, Tensor bias) {
        return apply(linearForm(), new Tensor[] {weight, bias});
    }

    private Op linearForm() {
        if (runner.precision() != Precision.FP32 || type != ElementType.FLOAT32) {
            return Ops.LINEAR;
        }
        return switch (rank()) {
            case 3 -> Ops.LINEAR_OF_TOKENS;
            case 4 -> Ops.LINEAR_OF_MAPS;
            default -> Ops.LINEAR;
        };
    }

    /** The weight is (out, in / groups, kernel), the bias (out) or absent. */
    public final Tensor conv1d(Tensor weight, Tensor bias, long stride, long padding, long dilation, long groups) {
        Tensor[] more = {weight, bias};
        return apply(Ops.CONV1D, more, new long[] {stride}, new long[] {padding}, new long[] {dilation}, groups);
    }

    /** The weight is (out, in / groups, height, width), the bias (out) or absent. */
    public final Tensor conv2d(Tensor weight, Tensor bias, long stride, long padding, long dilation, long groups) {
        return conv2d(weight, bias, pair(stride), pair(padding), pair(dilation), groups);
    }

    /** As {@link #conv2d(Tensor, Tensor, long, long, long, long)}, with {vertical, horizontal} values. */
    public final Tensor conv2d(
            Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return apply(Ops.CONV2D, new Tensor[] {weight, bias}, stride, padding, dilation, groups);
    }

    /** The weight is (out, in / groups, depth, height, width), the bias (out) or absent. */
    public final Tensor conv3d(
            Tensor weight, Tensor bias, long[] stride, long[] padding, long[] dilation, long groups) {
        return apply(Ops.CONV3D, new Tensor[] {weight, bias}, stride, padding, dilation, groups);
    }

    /** The weight is (in, out / groups, height, width), the bias (out) or absent. */
    public final Tensor convTranspose2d(
            Tensor weight, Tensor bias, long stride, long padding, long outputPadding, long groups) {
        Tensor[] more = {weight, bias};
        return apply(Ops.CONV_TRANSPOSE2D, more, pair(stride), pair(padding), pair(outputPadding), groups);
    }

    /**
     * Scaled dot-product attention; this tensor is the query.
     *
     * @param key (..., keys, channels)
     * @param value (..., keys, value channels)
     * @param mask added to the scores, or (type BOOL) true where a key takes part; may be {@code null}
     * @param dropout of the attention weights, 0 outside training
     * @param scale of the scores, usually 1 / sqrt(channels)
     */
    public final Tensor attention(Tensor key, Tensor value, Tensor mask, double dropout, double scale) {
        // the operator by operator form, which dropout needs, adds every mask
        boolean converted = mask != null && mask.type == ElementType.BOOL && dropout > 0;
        Tensor added = converted ? mask.to(ElementType.FLOAT32).log() : mask;
        return apply(Ops.ATTENTION, new Tensor[] {key, value, added}, dropout, scale);
    }

    // normalisation

    /** In training normalises with the batch's statistics and updates the running ones in place. Weight and bias may be absent. */
    public final Tensor batchNorm(
            Tensor weight,
            Tensor bias,
            Tensor mean,
            Tensor variance,
            boolean training,
            double momentum,
            double epsilon) {
        return apply(Ops.BATCH_NORM, new Tensor[] {weight, bias, mean, variance}, training, momentum, epsilon);
    }

    /** Over the last axes, of the given sizes. Weight and bias may be absent. */
    public final Tensor layerNorm(long[] sizes, Tensor weight, Tensor bias, double epsilon) {
        return apply(Ops.LAYER_NORM, new Tensor[] {weight, bias}, sizes, epsilon);
    }

    public final Tensor groupNorm(int groups, Tensor weight, Tensor bias, double epsilon) {
        return apply(Ops.GROUP_NORM, new Tensor[] {weight, bias}, (long) groups, epsilon);
    }

    public final Tensor rmsNorm(long[] sizes, Tensor weight, double epsilon) {
        return apply(Ops.RMS_NORM, new Tensor[] {weight}, sizes, epsilon);
    }

    // pooling and resampling of (N, C, H, W)

    public final Tensor maxPool2d(long kernel, long stride, long padding, boolean ceil) {
        return call(Ops.MAX_POOL2D, pair(kernel), pair(stride), pair(padding), ceil);
    }

    public final Tensor avgPool2d(long kernel, long stride, long padding, boolean ceil, boolean countPadding) {
        return call(Ops.AVG_POOL2D, pair(kernel), pair(stride), pair(padding), ceil, countPadding);
    }

    public final Tensor adaptiveAvgPool2d(long height, long width) {
        return call(Ops.ADAPTIVE_AVG_POOL2D, (Object) new long[] {height, width});
    }

    public final Tensor adaptiveMaxPool2d(long height, long width) {
        return call(Ops.ADAPTIVE_MAX_POOL2D, (Object) new long[] {height, width});
    }

    public final Tensor bilinear(long height, long width, boolean antialias) {
        return call(antialias ? Ops.BILINEAR_ANTIALIAS : Ops.BILINEAR, (Object) new long[] {height, width});
    }

    public final Tensor bicubic(long height, long width, boolean antialias) {
        return call(antialias ? Ops.BICUBIC_ANTIALIAS : Ops.BICUBIC, (Object) new long[] {height, width});
    }

    public final Tensor nearest(long height, long width) {
        return call(Ops.NEAREST, (Object) new long[] {height, width});
    }

    /** The grid is (N, height, width, 2) of x, y in [-1, 1]; bilinear, zero outside. */
    public final Tensor gridSample(Tensor grid, boolean alignCorners) {
        return with(Ops.GRID_SAMPLE, grid, alignCorners);
    }

    // random

    public final Tensor dropout(double probability) {
        return call(Ops.DROPOUT, probability);
    }

    /** Drops whole samples (axis 0) and scales the others up, so that the expectation stays. */
    public final Tensor dropPath(double probability) {
        long[] mask = new long[shape.length];
        Arrays.fill(mask, 1);
        mask[0] = shape[0];
        return call(Ops.DROP_PATH, mask, probability);
    }

    /** Uniform in [0, 1). */
    public final Tensor randomLike() {
        return call(Ops.RANDOM_LIKE);
    }

    /** Normal, mean 0, deviation 1. */
    public final Tensor normalLike() {
        return call(Ops.NORMAL_LIKE);
    }

    // losses of logits, averaged over the batch

    /** The target is (N) class indices of type INT64, or (N, classes) probabilities. */
    public final Tensor crossEntropy(Tensor target, double smoothing) {
        return with(Ops.CROSS_ENTROPY, target, smoothing);
    }

    /** Averaged over the classes too; the target is (N, classes) numbers in [0, 1]. */
    public final Tensor binaryCrossEntropy(Tensor target) {
        return binaryCrossEntropy(target, null);
    }

    /**
     * As {@link #binaryCrossEntropy(Tensor)}, the part of the classes that are there multiplied.
     *
     * @param positiveWeights one number, or one a class; {@code null} for 1
     */
    public final Tensor binaryCrossEntropy(Tensor target, Tensor positiveWeights) {
        return apply(Ops.BINARY_CROSS_ENTROPY, new Tensor[] {target, positiveWeights});
    }

    public final Tensor meanSquaredError(Tensor target) {
        return with(Ops.MEAN_SQUARED_ERROR, target);
    }

    // in place, for update rules and running statistics: they change this tensor and return it

    public final Tensor add_(Tensor other, double alpha) {
        return with(Ops.ADD_, other, alpha);
    }

    public final Tensor add_(double value) {
        return call(Ops.ADD_NUMBER_, value);
    }

    /** Adds 1; for counters of type INT64. */
    public final Tensor increment_() {
        return call(Ops.INCREMENT_);
    }

    public final Tensor mul_(Tensor other) {
        return with(Ops.MUL_, other);
    }

    public final Tensor mul_(double value) {
        return call(Ops.MUL_NUMBER_, value);
    }

    /** Adds {@code value * a * b}. */
    public final Tensor addcmul_(Tensor a, Tensor b, double value) {
        return apply(Ops.ADDCMUL_, new Tensor[] {a, b}, value);
    }

    /** Adds {@code value * a / b}. */
    public final Tensor addcdiv_(Tensor a, Tensor b, double value) {
        return apply(Ops.ADDCDIV_, new Tensor[] {a, b}, value);
    }

    /** Moves this tensor towards the end by the given part of the way. */
    public final Tensor lerp_(Tensor end, double weight) {
        return with(Ops.LERP_, end.to(type), weight);
    }

    /** As {@link #lerp_(Tensor, double)}, with a part that may differ from step to step (rank 0) or from element to element. */
    public final Tensor lerp_(Tensor end, Tensor weight) {
        return apply(Ops.LERP_TENSOR_, new Tensor[] {end.to(type), weight.to(type)});
    }

    public final Tensor copy_(Tensor source) {
        return with(Ops.COPY_, source);
    }

    /** A step of SGD with momentum, in one pass over the memory; the velocity changes too. The rate is of rank 0. */
    public final Tensor fusedSgd_(
            Tensor gradient, Tensor velocity, Tensor rate, double weightDecay, double momentum, boolean nesterov) {
        Tensor[] more = {gradient, velocity, rate};
        return apply(Ops.FUSED_SGD_, more, weightDecay, momentum, nesterov);
    }

    /**
     * A step of Adam, or with decoupled weight decay of AdamW, in one pass over the memory; the averages change too.
     *
     * @param first the running average of the gradient
     * @param second the running average of its square
     * @param rate of rank 0, FLOAT64
     * @param step the number of the step, from 1; of rank 0
     */
    public final Tensor fusedAdam_(
            Tensor gradient,
            Tensor first,
            Tensor second,
            Tensor rate,
            Tensor step,
            double beta1,
            double beta2,
            double weightDecay,
            double eps,
            boolean decoupledDecay) {
        Tensor[] more = {gradient, first, second, rate, step.to(ElementType.FLOAT32)};
        return apply(decoupledDecay ? Ops.FUSED_ADAMW_ : Ops.FUSED_ADAM_, more, beta1, beta2, weightDecay, eps);
    }
}
