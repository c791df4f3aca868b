package dev.jimm.api.tensor;

import static dev.jimm.api.tensor.ElementType.BOOL;
import static dev.jimm.api.tensor.ElementType.INT64;
import static dev.jimm.api.tensor.Op.Cast.FULL;
import static dev.jimm.api.tensor.Op.Cast.LOW;

import dev.jimm.api.API;
import java.util.ArrayList;
import java.util.List;

/**
 * The catalogue: every primitive operator, one entry each, with everything that is known about it. Model code calls them through the
 * methods of {@link Tensor}; eager execution, traced execution, export and shape arithmetic all read this table.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Ops {
    private static final List<Op> ENTRIES = new ArrayList<>();

    // element by element, several operands
    static final Op ADD = add(Op.define("add", "torch.add({0}, {1})")
            .shape((in, a) -> Shapes.broadcast(in))
            .fresh()
            .overwriting("torch.add_({0}, {1})")
            .overwritingInTraining()
            .forgetting()
            .onnx(OnnxElements.binary("Add")));
    static final Op SUB = binary("sub", "torch.sub({0}, {1})", "torch.sub_({0}, {1})", OnnxElements.binary("Sub"));
    static final Op MUL = binary("mul", "torch.mul({0}, {1})", "torch.mul_({0}, {1})", OnnxElements.binary("Mul"));
    static final Op DIV = add(Op.define("div", "torch.div({0}, {1})")
            .shape((in, a) -> Shapes.broadcast(in))
            .type((shapes, types, a) -> floating(ElementType.promote(shapes, types)))
            .fresh()
            .overwriting("torch.div_({0}, {1})")
            .onnx(OnnxElements.binary("Div")));
    static final Op POW = binary("pow", "torch.pow({0}, {1})", OnnxElements.binary("Pow"));
    static final Op MAXIMUM = binary("maximum", "torch.maximum({0}, {1})", OnnxElements.binary("Max"));
    static final Op MINIMUM = binary("minimum", "torch.minimum({0}, {1})", OnnxElements.binary("Min"));
    static final Op GREATER = comparison("greater", "torch.gt({0}, {1})", OnnxElements.comparison("Greater"));
    static final Op GREATER_EQUAL =
            comparison("greater_equal", "torch.ge({0}, {1})", OnnxElements.comparison("GreaterOrEqual"));
    static final Op EQUAL = comparison("equal", "torch.eq({0}, {1})", OnnxElements.comparison("Equal"));
    static final Op WHERE = add(Op.define("where", "torch.where({0}, {1}, {2})")
            .shape((in, a) -> Shapes.broadcast(in))
            .type((shapes, types, a) ->
                    ElementType.promote(new long[][] {shapes[1], shapes[2]}, new ElementType[] {types[1], types[2]}))
            .onnx(OnnxElements::where));

    // element by element, with a number
    static final Op ADD_NUMBER = number(
            "add_number",
            "torch.add({0}, {value:float})",
            "torch.add_({0}, {value:float})",
            OnnxElements.withNumber("Add", "value"));
    static final Op MUL_NUMBER = number(
            "mul_number",
            "torch.mul({0}, {value:float})",
            "torch.mul_({0}, {value:float})",
            OnnxElements.withNumber("Mul", "value"));
    static final Op DIV_NUMBER = number(
            "div_number",
            "torch.div({0}, {value:float})",
            "torch.div_({0}, {value:float})",
            OnnxElements.withNumber("Div", "value"));
    static final Op POW_NUMBER = full(
            "pow_number",
            "torch.pow({0}, {exponent:float})",
            "torch.pow_({0}, {exponent:float})",
            OnnxElements.withNumber("Pow", "exponent"));
    static final Op CLAMP = number(
            "clamp",
            "torch.clamp({0}, {low:float}, {high:float})",
            "torch.clamp_({0}, {low:float}, {high:float})",
            OnnxElements::clamp);
    static final Op MASKED_FILL = add(Op.define("masked_fill", "torch.masked_fill({0}, {1}, {value:float})")
            .shape((in, a) -> Shapes.broadcast(in))
            .type(Op.TypeRule.FIRST)
            .fresh()
            .overwriting("torch.masked_fill_({0}, {1}, {value:float})")
            .onnx(OnnxElements::maskedFill));

    // element by element, one operand
    static final Op NEG = unary("neg", "torch.neg({0})", "torch.neg_({0})", OnnxElements.plain("Neg"));
    static final Op ABS = unary("abs", "torch.abs({0})", "torch.abs_({0})", OnnxElements.plain("Abs"));
    static final Op SIGN = unary("sign", "torch.sign({0})", "torch.sign_({0})", OnnxElements.plain("Sign"));
    static final Op FLOOR = unary("floor", "torch.floor({0})", OnnxElements.plain("Floor"));
    static final Op SQRT = full("sqrt", "torch.sqrt({0})", "torch.sqrt_({0})", OnnxElements.plain("Sqrt"));
    static final Op RSQRT = full("rsqrt", "torch.rsqrt({0})", "torch.rsqrt_({0})", OnnxElements::rsqrt);
    static final Op RECIPROCAL =
            full("reciprocal", "torch.reciprocal({0})", "torch.reciprocal_({0})", OnnxElements.plain("Reciprocal"));
    static final Op EXP = full("exp", "torch.exp({0})", "torch.exp_({0})", OnnxElements.plain("Exp"));
    static final Op LOG = full("log", "torch.log({0})", "torch.log_({0})", OnnxElements.plain("Log"));
    static final Op SIN = full("sin", "torch.sin({0})", OnnxElements.plain("Sin"));
    static final Op COS = full("cos", "torch.cos({0})", OnnxElements.plain("Cos"));
    static final Op ERF = unary("erf", "torch.erf({0})", OnnxElements.plain("Erf"));
    static final Op LOGICAL_NOT = add(Op.define("logical_not", "torch.logical_not({0})")
            .type(Op.TypeRule.always(BOOL))
            .onnx(OnnxElements::logicalNot));
    static final Op IS_FINITE = add(Op.define("is_finite", "torch.isfinite({0})")
            .type(Op.TypeRule.always(BOOL))
            .onnx(OnnxElements::isFinite));

    // activations
    static final Op TANH = unary("tanh", "torch.tanh({0})", "torch.tanh_({0})", OnnxElements.plain("Tanh"));
    static final Op SIGMOID =
            unary("sigmoid", "torch.sigmoid({0})", "torch.sigmoid_({0})", OnnxElements.plain("Sigmoid"));
    static final Op RELU = add(Op.define("relu", "torch.relu({0})")
            .fresh()
            .overwriting("torch.relu_({0})")
            .overwritingInTraining()
            .onnx(OnnxElements.plain("Relu")));
    static final Op RELU6 = unary("relu6", "torch.relu6({0})", "torch.relu6_({0})", OnnxElements::relu6);
    static final Op SILU = unary("silu", "torch.silu({0})", "torch.silu_({0})", OnnxElements::silu);
    static final Op MISH = unary("mish", "torch.mish({0})", "torch.mish_({0})", OnnxElements::mish);
    static final Op GELU = unary("gelu", "torch.gelu({0})", "torch.gelu_({0})", OnnxElements::gelu);
    static final Op GELU_TANH = unary("gelu_tanh", "torch.gelu({0}, approximate=\"tanh\")", OnnxElements::geluTanh);
    static final Op HARD_SWISH =
            unary("hard_swish", "torch.hardswish({0})", "torch.hardswish_({0})", OnnxElements::hardSwish);
    static final Op HARD_SIGMOID = add(Op.define("hard_sigmoid", "torch.hardsigmoid({0})")
            .fresh()
            .overwriting("torch.hardsigmoid_({0})")
            .twiceDifferentiable("torch.div(torch.relu6(torch.add({0}, 3.)), 6.)")
            .onnx(OnnxElements::hardSigmoid));
    static final Op LEAKY_RELU = unary(
            "leaky_relu",
            "torch.leaky_relu({0}, {slope:float})",
            "torch.leaky_relu_({0}, {slope:float})",
            OnnxElements.withAlpha("LeakyRelu", "slope"));
    static final Op ELU = unary(
            "elu",
            "torch.elu({0}, {alpha:float})",
            "torch.elu_({0}, {alpha:float})",
            OnnxElements.withAlpha("Elu", "alpha"));
    static final Op CELU = unary("celu", "torch.celu({0}, {alpha:float})", OnnxElements.withAlpha("Celu", "alpha"));
    static final Op SELU = unary("selu", "torch.selu({0})", OnnxElements.plain("Selu"));
    static final Op SOFTPLUS = unary("softplus", "torch.softplus({0})", OnnxElements.plain("Softplus"));
    static final Op PRELU = add(Op.define("prelu", "torch.prelu({0}, torch.type_as({1}, {0}))")
            .type(Op.TypeRule.FIRST)
            .onnx(OnnxElements::prelu));

    // type, layout, graph
    static final Op TO = add(Op.define("to", "torch.to({0}, {type:int})")
            .type((shapes, types, a) -> typeOf(a.integer("type")))
            .onnx(OnnxElements::to));
    static final Op CONTIGUOUS =
            add(Op.define("contiguous", "torch.contiguous({0})").onnx(OnnxElements::unchanged));
    static final Op CHANNELS_LAST = add(
            Op.define("channels_last", "torch.contiguous({0}, memory_format=2)").onnx(OnnxElements::unchanged));
    static final Op DETACH = add(Op.define("detach", "torch.detach({0})").onnx(OnnxElements::unchanged));
    static final Op ZEROS_LIKE = unary("zeros_like", "torch.zeros_like({0})", OnnxElements::zerosLike);
    static final Op VECTOR_LIKE =
            add(Op.define("vector_like", "torch.type_as(torch.tensor({values:floats}, dtype=7), {0})")
                    .shape((in, a) -> new long[] {a.numbers("values").length})
                    .type(Op.TypeRule.FLOATING)
                    .fresh()
                    .onnx(OnnxElements::vectorLike));

    // reductions
    static final Op MEAN =
            reduction("mean", "torch.mean({0}, {dims:ints}, {keep:bool})", OnnxReductions.of("ReduceMean"));
    static final Op SUM = add(Op.define("sum", "torch.sum({0}, {dims:ints}, {keep:bool})")
            .cast(FULL)
            .shape(Shapes::reduce)
            .type((shapes, types, a) -> types[0].isFloating() ? types[0] : INT64)
            .fresh()
            .onnx(OnnxReductions::sum));
    static final Op VAR =
            reduction("var", "torch.var({0}, {dims:ints}, {unbiased:bool}, {keep:bool})", OnnxReductions::variance);
    static final Op NORM = reduction(
            "norm", "torch.linalg_vector_norm({0}, 2., {dims:ints}, {keep:bool})", OnnxReductions.of("ReduceL2"));
    static final Op AMAX = add(Op.define("amax", "torch.amax({0}, {dims:ints}, {keep:bool})")
            .shape(Shapes::reduce)
            .onnx(OnnxReductions.of("ReduceMax")));
    static final Op AMIN = add(Op.define("amin", "torch.amin({0}, {dims:ints}, {keep:bool})")
            .shape(Shapes::reduce)
            .onnx(OnnxReductions.of("ReduceMin")));
    static final Op SOFTMAX = full("softmax", "torch.softmax({0}, {dim:int})", OnnxReductions.along("Softmax"));
    static final Op LOG_SOFTMAX =
            full("log_softmax", "torch.log_softmax({0}, {dim:int})", OnnxReductions.along("LogSoftmax"));
    static final Op CUMSUM = add(Op.define("cumsum", "torch.cumsum({0}, {dim:int})")
            .cast(FULL)
            .type((shapes, types, a) -> types[0].isFloating() ? types[0] : INT64)
            .fresh()
            .onnx(OnnxReductions::cumulativeSum));
    static final Op ARGMAX = add(Op.define("argmax", "torch.argmax({0}, {dim:int})")
            .shape((in, a) -> Shapes.remove(in[0], axis("dim", in, a)))
            .type(Op.TypeRule.always(INT64))
            .onnx(OnnxReductions::argmax));
    static final Op TOPK_VALUES = add(Op.define("topk_values", "(torch.topk({0}, {count:int}, {dim:int}))[0]")
            .shape((in, a) -> Shapes.with(in[0], axis("dim", in, a), a.integer("count")))
            .onnx(OnnxReductions.largest(0)));
    static final Op TOPK_INDICES = add(Op.define("topk_indices", "(torch.topk({0}, {count:int}, {dim:int}))[1]")
            .shape((in, a) -> Shapes.with(in[0], axis("dim", in, a), a.integer("count")))
            .type(Op.TypeRule.always(INT64))
            .onnx(OnnxReductions.largest(1)));

    // shape
    static final Op RESHAPE = add(Op.define("reshape", "torch.reshape({0}, {shape:ints})")
            .shape(Shapes::reshape)
            .onnx(OnnxLayout::reshape));
    static final Op PERMUTE = add(Op.define("permute", "torch.permute({0}, {dims:ints})")
            .shape(Shapes::permute)
            .onnx(OnnxLayout::permute));
    static final Op TRANSPOSE = add(Op.define("transpose", "torch.transpose({0}, {a:int}, {b:int})")
            .shape(Shapes::transpose)
            .onnx(OnnxLayout::transpose));
    static final Op EXPAND = add(Op.define("expand", "torch.expand({0}, {shape:ints})")
            .shape(Shapes::expand)
            .onnx(OnnxLayout::expand));
    static final Op UNSQUEEZE = add(Op.define("unsqueeze", "torch.unsqueeze({0}, {dim:int})")
            .shape((in, a) -> Shapes.insert(in[0], Shapes.axis(a.integer("dim"), in[0].length + 1), 1))
            .onnx(OnnxLayout::unsqueeze));
    static final Op SQUEEZE = add(Op.define("squeeze", "torch.squeeze({0}, {dim:int})")
            .shape((in, a) -> Shapes.remove(in[0], axis("dim", in, a)))
            .onnx(OnnxLayout::squeeze));
    static final Op SELECT = add(Op.define("select", "torch.select({0}, {dim:int}, {index:int})")
            .shape(Shapes::select)
            .onnx(OnnxLayout::select));
    static final Op SLICE = add(Op.define("slice", "torch.slice({0}, {dim:int}, {from:int}, {to:int}, {step:int})")
            .shape(Shapes::slice)
            .onnx(OnnxLayout::slice));
    static final Op CAT = add(Op.define("cat", "torch.cat({0*}, {dim:int})")
            .shape(Shapes::concatenate)
            .fresh()
            .onnx(OnnxLayout::concatenate));
    static final Op CHUNK = add(Op.define(
                    "chunk", "torch.select(torch.unflatten({0}, {dim:int}, [{parts:int}, -1]), {dim:int}, {index:int})")
            .shape(Shapes::chunk)
            .onnx(OnnxLayout::chunk));
    static final Op PAD = add(Op.define("pad", "torch.constant_pad_nd({0}, {padding:ints}, {value:float})")
            .shape(Shapes::pad)
            .onnx(OnnxLayout::pad));
    static final Op REFLECT_PAD = add(Op.define("reflect_pad", "torch.reflection_pad2d({0}, {padding:ints})")
            .shape(Shapes::pad)
            .onnx(OnnxLayout.pad("reflect")));
    static final Op REPLICATE_PAD = add(Op.define("replicate_pad", "torch.replication_pad2d({0}, {padding:ints})")
            .shape(Shapes::pad)
            .onnx(OnnxLayout.pad("edge")));
    static final Op ROLL = unary("roll", "torch.roll({0}, {shifts:ints}, {dims:ints})", OnnxLayout::roll);
    static final Op FLIP = unary("flip", "torch.flip({0}, {dims:ints})", OnnxLayout::flip);
    static final Op TRIL = unary("tril", "torch.tril({0}, {diagonal:int})", OnnxLayout.triangle(false));
    static final Op TRIU = unary("triu", "torch.triu({0}, {diagonal:int})", OnnxLayout.triangle(true));
    static final Op PIXEL_SHUFFLE = add(Op.define("pixel_shuffle", "torch.pixel_shuffle({0}, {factor:int})")
            .shape((in, a) -> {
                long r = a.integer("factor");
                return new long[] {in[0][0], in[0][1] / (r * r), in[0][2] * r, in[0][3] * r};
            })
            .onnx(OnnxLayout::pixelShuffle));
    static final Op PIXEL_UNSHUFFLE = add(Op.define("pixel_unshuffle", "torch.pixel_unshuffle({0}, {factor:int})")
            .shape((in, a) -> {
                long r = a.integer("factor");
                return new long[] {in[0][0], in[0][1] * r * r, in[0][2] / r, in[0][3] / r};
            })
            .onnx(OnnxLayout::pixelUnshuffle));
    static final Op REPEAT_INTERLEAVE =
            add(Op.define("repeat_interleave", "torch.repeat_interleave({0}, {times:int}, {dim:int})")
                    .shape((in, a) -> {
                        int dim = axis("dim", in, a);
                        return Shapes.with(in[0], dim, in[0][dim] * a.integer("times"));
                    })
                    .onnx(OnnxLayout::repeatInterleave));
    static final Op UNFOLD =
            add(Op.define("unfold", "torch.im2col({0}, {kernel:ints}, {dilation:ints}, {padding:ints}, {stride:ints})")
                    .shape(Shapes::unfold)
                    .onnx(OnnxLayout::unfold));
    static final Op FOLD = add(Op.define(
                    "fold",
                    "torch.col2im({0}, {size:ints}, {kernel:ints}, {dilation:ints}, {padding:ints}, {stride:ints})")
            .shape(Shapes::fold)
            .onnx(OnnxLayout::fold));
    static final Op INDEX_SELECT = add(Op.define("index_select", "torch.index_select({0}, {dim:int}, {1})")
            .shape((in, a) -> Shapes.with(in[0], axis("dim", in, a), in[1][0]))
            .type(Op.TypeRule.FIRST)
            .onnx(OnnxLayout::indexSelect));
    static final Op GATHER = add(Op.define("gather", "torch.gather({0}, {dim:int}, {1})")
            .shape((in, a) -> in[1])
            .type(Op.TypeRule.FIRST)
            .onnx(OnnxLayout::gather));
    static final Op ONE_HOT = add(Op.define("one_hot", "torch.one_hot({0}, {classes:int})")
            .shape((in, a) -> Shapes.insert(in[0], in[0].length, a.integer("classes")))
            .onnx(OnnxLayout::oneHot));

    // contractions
    static final Op MATMUL = add(Op.define("matmul", "torch.matmul({0}, {1})")
            .cast(LOW)
            .shape((in, a) -> Shapes.matmul(in[0], in[1]))
            .fresh()
            .onnx(OnnxElements.plain("MatMul")));
    static final Op EINSUM = add(Op.define("einsum", "torch.einsum({equation:str}, {0*})")
            .cast(LOW)
            .shape(Shapes::einsum)
            .onnx(OnnxContractions::einsum));
    static final Op ADDMM = matrices(
            "addmm", "torch.addmm({0}, {1}, {2}, beta={beta:float}, alpha={alpha:float})", OnnxContractions::addmm);
    static final Op BADDBMM = matrices(
            "baddbmm",
            "torch.baddbmm({0}, {1}, {2}, beta={beta:float}, alpha={alpha:float})",
            OnnxContractions::baddbmm);
    static final Op SOLVE_UPPER_TRIANGULAR =
            add(Op.define("solve_upper_triangular", "torch.linalg_solve_triangular({1}, {0}, upper=True, left=False)")
                    .cast(FULL)
                    .type(Op.TypeRule.FLOATING)
                    .fresh());
    static final Op LINEAR = linear("torch.linear({0}, {1}, {2?})");
    /** The same of (N, length, in) in float32. */
    static final Op LINEAR_OF_TOKENS = linear(eitherLinear("torch.unsqueeze({0}, 1)", "torch.squeeze(", ", 1)"));
    /** The same of (N, H, W, in) in float32. */
    static final Op LINEAR_OF_MAPS = linear(eitherLinear("{0}", "", ""));

    static final Op CONV1D = convolution("conv1d");
    static final Op CONV2D = convolution("conv2d");
    static final Op CONV3D = convolution("conv3d");
    static final Op CONV_TRANSPOSE2D = add(Op.define(
                    "conv_transpose2d",
                    "torch.conv_transpose2d({0}, {1}, {2?}, {stride:ints}, {padding:ints}, {output_padding:ints}, {groups:int})")
            .cast(LOW)
            .shape(Shapes::transposedConvolution)
            .onnx(OnnxContractions::transposedConvolution));
    /** The places of attention weights that stay, (..., queries, keys), drawn as the engine draws them. */
    private static final String DROPPED_WEIGHTS = "torch.ne(torch.dropout(torch.ones_like(torch.add("
            + "torch.slice({0}, -1, 0, 1), torch.transpose(torch.slice({1}, -1, 0, 1), -2, -1)), memory_format=0), "
            + "{dropout:float}, True), 0)";
    /** As the engine calculates attention with dropout: in float32, operator by operator. */
    private static final String ATTENTION_WITH_DROPPED_WEIGHTS = "torch.type_as(torch.matmul(torch.mul("
            + "(torch._scaled_dot_product_attention_math(torch.to({0}, 6), torch.to({1}, 6), "
            + "torch.slice(torch.to({2}, 6), -1, 0, 1), {3?}, 0., False, scale={scale:float}))[1], "
            + "torch.div(torch.to({drawn}, 6), torch.sub(1., {dropout:float}))), torch.to({2}, 6)), {0})";

    static final Op ATTENTION = add(Op.define(
                    "attention",
                    "torch.scaled_dot_product_attention({0}, {1}, {2}, {3?}, {dropout:float}, False, scale={scale:float})")
            .cast(LOW)
            .type(Op.TypeRule.FIRST)
            .shape(Shapes::attention)
            .twiceDifferentiable(
                    "(torch._scaled_dot_product_attention_math({0}, {1}, {2}, {3?}, {dropout:float}, False, scale={scale:float}))[0]")
            .random(DROPPED_WEIGHTS, ATTENTION_WITH_DROPPED_WEIGHTS, a -> a.number("dropout") > 0)
            .onnx(OnnxContractions::attention));

    // normalisation; the kernels keep their statistics in float32 whatever the input
    static final Op BATCH_NORM = add(Op.define(
                    "batch_norm",
                    "torch.batch_norm({0}, {1?}, {2?}, {3?}, {4?}, {training:bool}, {momentum:float}, {epsilon:float}, True)")
            .type(Op.TypeRule.FIRST)
            .shape(Shapes::batchNorm)
            .fresh()
            .forgetting()
            .updating()
            .onnx(OnnxNorms::batchNorm));
    static final Op LAYER_NORM =
            add(Op.define("layer_norm", "torch.layer_norm({0}, {shape:ints}, {1?}, {2?}, {epsilon:float})")
                    .cast(FULL)
                    .type(Op.TypeRule.FIRST)
                    .shape(Shapes::layerNorm)
                    .fresh()
                    .onnx(OnnxNorms::layerNorm));
    static final Op GROUP_NORM =
            add(Op.define("group_norm", "torch.group_norm({0}, {groups:int}, {1?}, {2?}, {epsilon:float})")
                    .cast(FULL)
                    .type(Op.TypeRule.FIRST)
                    .shape(Shapes::groupNorm)
                    .fresh()
                    .onnx(OnnxNorms::groupNorm));
    static final Op RMS_NORM = add(Op.define("rms_norm", "torch.rms_norm({0}, {shape:ints}, {1?}, {epsilon:float})")
            .cast(FULL)
            .type(Op.TypeRule.FIRST)
            .shape(Shapes::layerNorm)
            .fresh()
            .onnx(OnnxNorms::rmsNorm));

    // pooling and resampling
    static final Op MAX_POOL2D = add(Op.define(
                    "max_pool2d",
                    "torch.max_pool2d({0}, {kernel:ints}, {stride:ints}, {padding:ints}, [1, 1], {ceil:bool})")
            .shape(Shapes::pool)
            .onnx(OnnxPools::maxPool));
    static final Op AVG_POOL2D = add(Op.define(
                    "avg_pool2d",
                    "torch.avg_pool2d({0}, {kernel:ints}, {stride:ints}, {padding:ints}, {ceil:bool}, {count_padding:bool})")
            .shape(Shapes::pool)
            .onnx(OnnxPools::averagePool));
    static final Op ADAPTIVE_AVG_POOL2D =
            add(Op.define("adaptive_avg_pool2d", "torch.adaptive_avg_pool2d({0}, {size:ints})")
                    .shape(Shapes::resized)
                    .onnx(OnnxPools.adaptive("Average")));
    static final Op ADAPTIVE_MAX_POOL2D =
            add(Op.define("adaptive_max_pool2d", "(torch.adaptive_max_pool2d({0}, {size:ints}))[0]")
                    .shape(Shapes::resized)
                    .onnx(OnnxPools.adaptive("Max")));
    static final Op BILINEAR = resample(
            "bilinear", "torch.upsample_bilinear2d({0}, {size:ints}, False)", OnnxPools.resize("linear", false));
    static final Op BICUBIC =
            resample("bicubic", "torch.upsample_bicubic2d({0}, {size:ints}, False)", OnnxPools.resize("cubic", false));
    static final Op BILINEAR_ANTIALIAS = resample(
            "bilinear_antialias",
            "torch._upsample_bilinear2d_aa({0}, {size:ints}, False)",
            OnnxPools.resize("linear", true));
    static final Op BICUBIC_ANTIALIAS = resample(
            "bicubic_antialias",
            "torch._upsample_bicubic2d_aa({0}, {size:ints}, False)",
            OnnxPools.resize("cubic", true));
    static final Op NEAREST = add(Op.define("nearest", "torch.upsample_nearest2d({0}, {size:ints})")
            .shape(Shapes::resized)
            .onnx(OnnxPools.resize("nearest", false)));
    static final Op GRID_SAMPLE =
            add(Op.define("grid_sample", "torch.grid_sampler({0}, {1}, 0, 0, {align_corners:bool})")
                    .cast(FULL)
                    .shape((in, a) -> new long[] {in[0][0], in[0][1], in[1][1], in[1][2]})
                    .onnx(OnnxPools::gridSample));

    // random: drawn from the device's generator, which each training step seeds
    static final Op DROPOUT = add(Op.define("dropout", "torch.dropout({0}, {probability:float}, True)")
            .random(
                    "torch.ne(torch.dropout(torch.ones_like({0}), {probability:float}, True), 0)",
                    "torch.mul({0}, torch.div(torch.type_as({drawn}, {0}), torch.sub(1., {probability:float})))",
                    a -> a.number("probability") > 0));
    static final Op DROP_PATH = add(Op.define(
                    "drop_path",
                    "torch.mul({0}, torch.dropout(torch.new_ones({0}, {shape:ints}), {probability:float}, True))")
            .random(
                    "torch.dropout(torch.new_ones({0}, {shape:ints}), {probability:float}, True)",
                    "torch.mul({0}, {drawn})", a -> a.number("probability") > 0));
    static final Op RANDOM_LIKE = random("random_like", "torch.rand_like({0})");
    static final Op NORMAL_LIKE = random("normal_like", "torch.randn_like({0})");

    // losses; the target is {1}
    static final Op CROSS_ENTROPY =
            loss("cross_entropy", "torch.cross_entropy_loss({0}, {1}, None, 1, -100, {smoothing:float})");
    static final Op BINARY_CROSS_ENTROPY =
            loss("binary_cross_entropy", "torch.binary_cross_entropy_with_logits({0}, {1}, None, {2?})");
    static final Op MEAN_SQUARED_ERROR = loss("mean_squared_error", "torch.mse_loss({0}, {1})");

    // in place, for update rules and running statistics; {0} is written
    static final Op ADD_ = inPlace("add_", "torch.add_({0}, {1}, alpha={alpha:float})");
    static final Op ADD_NUMBER_ = inPlace("add_number_", "torch.add_({0}, {value:float})");
    static final Op INCREMENT_ = inPlace("increment_", "torch.add_({0}, 1)");
    static final Op MUL_ = inPlace("mul_", "torch.mul_({0}, {1})");
    static final Op MUL_NUMBER_ = inPlace("mul_number_", "torch.mul_({0}, {value:float})");
    static final Op ADDCMUL_ = inPlace("addcmul_", "torch.addcmul_({0}, {1}, {2}, value={value:float})");
    static final Op ADDCDIV_ = inPlace("addcdiv_", "torch.addcdiv_({0}, {1}, {2}, value={value:float})");
    static final Op LERP_ = inPlace("lerp_", "torch.lerp_({0}, {1}, {weight:float})");
    static final Op LERP_TENSOR_ = inPlace("lerp_tensor_", "torch.lerp_({0}, {1}, {2})");
    static final Op COPY_ = inPlace("copy_", "torch.copy_({0}, {1})");

    // fused update rules, which pass over the memory once; {0} is written, and so are the states, operands 2 and 3
    static final Op FUSED_SGD_ = inPlace(
            "fused_sgd_",
            "(torch._fused_sgd_(" + written(0) + ", " + gradient() + ", " + written(2) + ", lr={3}, "
                    + "weight_decay={weight_decay:float}, momentum={momentum:float}, dampening=0., "
                    + "nesterov={nesterov:bool}, maximize=False, is_first_step=False), {0})[1]");
    static final Op FUSED_ADAM_ = inPlace("fused_adam_", fusedAdam("adam"));
    static final Op FUSED_ADAMW_ = inPlace("fused_adamw_", fusedAdam("adamw"));

    private Ops() {}

    /** All entries, in the order of this file. */
    public static List<Op> all() {
        return List.copyOf(ENTRIES);
    }

    private static Op add(Op.Builder builder) {
        Op op = builder.build();
        ENTRIES.add(op);
        return op;
    }

    private static Op unary(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template).onnx(onnx));
    }

    private static Op random(String name, String template) {
        return add(Op.define(name, template).random(template, "{drawn}", a -> true));
    }

    private static Op unary(String name, String template, String overwriting, OnnxForm onnx) {
        return add(Op.define(name, template).fresh().overwriting(overwriting).onnx(onnx));
    }

    private static Op number(String name, String template, String overwriting, OnnxForm onnx) {
        return add(Op.define(name, template)
                .type(Op.TypeRule.FLOATING)
                .fresh()
                .overwriting(overwriting)
                .onnx(onnx));
    }

    private static Op full(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template)
                .cast(FULL)
                .type(Op.TypeRule.FLOATING)
                .fresh()
                .onnx(onnx));
    }

    private static Op full(String name, String template, String overwriting, OnnxForm onnx) {
        return add(Op.define(name, template)
                .cast(FULL)
                .type(Op.TypeRule.FLOATING)
                .fresh()
                .overwriting(overwriting)
                .onnx(onnx));
    }

    private static Op binary(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template)
                .shape((in, a) -> Shapes.broadcast(in))
                .fresh()
                .onnx(onnx));
    }

    private static Op binary(String name, String template, String overwriting, OnnxForm onnx) {
        return add(Op.define(name, template)
                .shape((in, a) -> Shapes.broadcast(in))
                .fresh()
                .overwriting(overwriting)
                .onnx(onnx));
    }

    private static Op comparison(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template)
                .shape((in, a) -> Shapes.broadcast(in))
                .type(Op.TypeRule.always(BOOL))
                .onnx(onnx));
    }

    private static Op reduction(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template)
                .cast(FULL)
                .shape(Shapes::reduce)
                .type(Op.TypeRule.FLOATING)
                .fresh()
                .onnx(onnx));
    }

    private static Op matrices(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template).cast(LOW).fresh().onnx(onnx));
    }

    /** All forms have one name: how the product is calculated is nothing that a message or a statistic should tell. */
    private static Op linear(String template) {
        return add(Op.define("linear", template)
                .cast(LOW)
                .shape(Shapes::linear)
                .fresh()
                .onnx(OnnxContractions::linear));
    }

    /**
     * A product with so many rows is calculated as a 1 x 1 convolution, whose kernels of the engine are up to 1.4 times as fast in
     * float32 on a CPU; a smaller one is slower that way.
     *
     * @param map the first operand as (N, H, W, in)
     * @param before what makes a result of the operand's rank from the map's, in front of it
     * @param behind the same, behind it
     */
    private static String eitherLinear(String map, String before, String behind) {
        return "(" + before + "torch.permute(torch.conv2d(torch.permute(" + map
                + ", [0, 3, 1, 2]), torch.unsqueeze(torch.unsqueeze({1}, -1), -1), {2?}), [0, 2, 3, 1])" + behind
                + ") if torch.gt(torch.floordiv(torch.numel({0}), torch.size({0}, -1)), 2000)"
                + " else (torch.linear({0}, {1}, {2?}))";
    }

    private static Op convolution(String name) {
        String template =
                "torch." + name + "({0}, {1}, {2?}, {stride:ints}, {padding:ints}, {dilation:ints}, {groups:int})";
        return add(Op.define(name, template)
                .cast(LOW)
                .shape(Shapes::convolution)
                .fresh()
                .forgetting()
                .onnx(OnnxContractions::convolution));
    }

    private static Op resample(String name, String template, OnnxForm onnx) {
        return add(Op.define(name, template).cast(FULL).shape(Shapes::resized).onnx(onnx));
    }

    private static Op loss(String name, String template) {
        return add(Op.define(name, template)
                .cast(FULL)
                .shape((in, a) -> new long[0])
                .type(Op.TypeRule.FIRST));
    }

    /** As a list of one: as {@code [x]} the engine would not see that x is written, and leave the call out. */
    private static String written(int operand) {
        return "torch.unbind(torch.unsqueeze({" + operand + "}, 0))";
    }

    /** The kernels go through the memory, so the gradient must be laid out as the parameter is. */
    private static String gradient() {
        String layout = "2 if torch.is_contiguous({0}, memory_format=2) else 0";
        return "[torch.contiguous({1}, memory_format=" + layout + ")]";
    }

    private static String fusedAdam(String name) {
        return "(torch._fused_" + name + "_(" + written(0) + ", " + gradient() + ", " + written(2) + ", " + written(3)
                + ", annotate(List[Tensor], []), [{5}], lr={4}, beta1={beta1:float}, beta2={beta2:float}, weight_decay={weight_decay:float}, eps={eps:float}, "
                + "amsgrad=False, maximize=False), {0})[1]";
    }

    private static Op inPlace(String name, String template) {
        return add(Op.define(name, template).type(Op.TypeRule.FIRST).inPlace());
    }

    /** The type of a true division. */
    private static ElementType floating(ElementType type) {
        return type.isFloating() ? type : ElementType.FLOAT32;
    }

    private static int axis(String attribute, long[][] in, Attributes attributes) {
        return Shapes.axis(attributes.integer(attribute), in[0].length);
    }

    private static ElementType typeOf(long torchCode) {
        for (ElementType type : ElementType.values()) {
            if (type.torchCode() == torchCode) {
                return type;
            }
        }
        throw new IllegalArgumentException("no element type has the code " + torchCode);
    }
}
