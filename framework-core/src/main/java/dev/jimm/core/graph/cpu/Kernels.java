package dev.jimm.core.graph.cpu;

import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Shapes;
import java.util.Set;

/** Operators that no model is written with: convolutions and products that do what follows them on the way. */
final class Kernels {
    private static final String WINDOW = "{padding:ints}, {stride:ints}, {dilation:ints}, {groups:int}";
    private static final String ACTIVATION =
            "{activation:str}, annotate(List[Optional[number]], {scalars:floats}), {algorithm:str}";

    /** Of input, weight and bias. */
    static final Op CONVOLUTION = Op.define(
                    "cpu_convolution",
                    "ops.mkldnn._convolution_pointwise({0}, {1}, {2?}, " + WINDOW + ", " + ACTIVATION + ")")
            .type(Op.TypeRule.FIRST)
            .shape(Shapes::convolution)
            .fresh()
            .build();

    /** Of what is added to, input, weight and bias. */
    static final Op CONVOLUTION_AND_SUM =
            sum("cpu_convolution_and_sum", "({1}, {0}, ", "None").fresh().build();

    /** The same, and what is below 0 becomes 0. */
    static final Op CONVOLUTION_AND_SUM_RELU = sum("cpu_convolution_and_sum_relu", "({1}, {0}, ", "\"relu\"")
            .fresh()
            .build();

    /** As {@link #CONVOLUTION_AND_SUM}, into the memory of what is added to. */
    static final Op CONVOLUTION_INTO_SUM =
            sum("cpu_convolution_into_sum", "_({0}, {1}, ", "None").inPlace().build();

    /** As {@link #CONVOLUTION_AND_SUM_RELU}, into the memory of what is added to. */
    static final Op CONVOLUTION_INTO_SUM_RELU = sum("cpu_convolution_into_sum_relu", "_({0}, {1}, ", "\"relu\"")
            .inPlace()
            .build();

    /** Of input, weight and bias. */
    static final Op PRODUCT = Op.define(
                    "cpu_product", "ops.mkldnn._linear_pointwise({0}, {1}, {2?}, " + ACTIVATION + ")")
            .type(Op.TypeRule.FIRST)
            .shape(Shapes::linear)
            .fresh()
            .build();

    /** Of what is combined with, input, weight and bias. */
    static final Op PRODUCT_AND_SUM = Op.define(
                    "cpu_product_and_sum", "ops.mkldnn._linear_pointwise({1}, {0}, {2}, {3?}, \"add\")")
            .type(Op.TypeRule.FIRST)
            .fresh()
            .build();

    /** A weight of a convolution in the blocks that the kernel for inputs of such a size reads. */
    static final Op PACKED_CONVOLUTION_WEIGHT = Op.define(
                    "cpu_packed_convolution_weight",
                    "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn({0}), " + WINDOW + ", {input:ints})")
            .build();

    /** A weight of a product in the blocks that the kernel for so many rows reads. */
    static final Op PACKED_PRODUCT_WEIGHT = Op.define(
                    "cpu_packed_product_weight", "ops.mkldnn._reorder_linear_weight({0}, {rows:int})")
            .build();

    private static final Set<Op> SUMS = Set.of(
            CONVOLUTION_AND_SUM,
            CONVOLUTION_AND_SUM_RELU,
            CONVOLUTION_INTO_SUM,
            CONVOLUTION_INTO_SUM_RELU,
            PRODUCT_AND_SUM);

    private Kernels() {}

    private static Op.Builder sum(String name, String firstTwo, String behind) {
        return Op.define(
                        name,
                        "ops.mkldnn._convolution_pointwise" + firstTwo + "{2}, {3?}, " + WINDOW + ", \"add\", 1., "
                                + behind + ", [], None)")
                .type(Op.TypeRule.FIRST);
    }

    /** The same operator on memory of the first operand; {@code null} where there is none. */
    static Op intoSum(Op op) {
        if (op == CONVOLUTION_AND_SUM) {
            return CONVOLUTION_INTO_SUM;
        }
        return op == CONVOLUTION_AND_SUM_RELU ? CONVOLUTION_INTO_SUM_RELU : null;
    }

    static boolean isProduct(Op op) {
        return op == PRODUCT || op == PRODUCT_AND_SUM;
    }

    /** Where the weight stands among the operands; -1 for an operator of others. */
    static int weightOf(Op op) {
        if (op == CONVOLUTION || op == PRODUCT) {
            return 1;
        }
        return SUMS.contains(op) ? 2 : -1;
    }
}
