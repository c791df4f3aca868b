package dev.jimm.core.graph.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Hoisting;
import dev.jimm.core.graph.TraceRunner;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What becomes of which calls, without an engine. */
class CpuRewritingsTest {
    private static final int CHANNELS = 16;

    private final Scope root = new ParamTable().root();
    private final Param kernel = root.weight("kernel", Init.ZEROS, CHANNELS, CHANNELS, 3, 3);
    private final Param matrix = root.weight("matrix", Init.ZEROS, CHANNELS, CHANNELS);

    private interface Body extends BiFunction<Tensor, Function<Param, Tensor>, Tensor> {}

    private static Graph record(Body body, long... shape) {
        return TraceRunner.record(
                Precision.FP32,
                List.of(new Graph.Value(ElementType.FLOAT32, shape)),
                (inputs, parameters) -> List.of(body.apply(inputs.get(0), parameters)),
                false);
    }

    private static Graph recordImages(Body body) {
        return record(body, Shapes.BATCH, CHANNELS, 8, 8);
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().name()).toList();
    }

    private Tensor convolved(Tensor x, Function<Param, Tensor> of) {
        return x.conv2d(of.apply(kernel), null, 1, 1, 1, 1);
    }

    @Test
    void anActivationJoinsItsConvolutionOnlyWhereNobodyElseNeedsThat() {
        Graph alone = recordImages((x, of) -> convolved(x, of).hardSwish());
        assertEquals(List.of("cpu_convolution"), names(FuseConvolutions.apply(alone)));
        assertEquals(
                "hardswish", FuseConvolutions.apply(alone).nodes().get(0).attributes().text("activation"));
        Graph needed = recordImages((x, of) -> {
            Tensor y = convolved(x, of);
            return y.mul(y.sigmoid());
        });
        assertEquals(List.of("cpu_convolution", "sigmoid", "mul"), names(FuseConvolutions.apply(needed)));
        Graph other = recordImages((x, of) -> convolved(x, of).mish());
        assertEquals(List.of("cpu_convolution", "mish"), names(FuseConvolutions.apply(other)));
    }

    @Test
    void aResidualIsAddedInPlaceWhereItIsNeededNoMore() {
        Graph free = recordImages((x, of) -> {
            Tensor y = convolved(x, of).relu();
            return convolved(convolved(y, of).relu(), of).add(y).relu();
        });
        assertEquals(
                List.of("cpu_convolution", "cpu_convolution", "cpu_convolution_into_sum_relu"),
                names(SumInPlace.apply(FuseConvolutions.apply(free))));
        Graph input = recordImages((x, of) -> x.add(convolved(x, of)));
        assertEquals(List.of("cpu_convolution_and_sum"), names(SumInPlace.apply(FuseConvolutions.apply(input))));
    }

    @Test
    void theConvolutionsOwnInputIsNotOverwritten() {
        Graph graph = recordImages((x, of) -> {
            Tensor y = convolved(x, of).relu();
            return convolved(y, of).add(y);
        });
        assertEquals(
                List.of("cpu_convolution", "cpu_convolution_and_sum"),
                names(SumInPlace.apply(FuseConvolutions.apply(graph))));
    }

    /** The first branch is computed after the sum that its input goes into, because it waits for its own. */
    @Test
    void aSummandThatALaterCallReadsIsNotOverwritten() {
        Graph graph = recordImages((x, of) -> {
            Tensor y = convolved(x, of).relu();
            Tensor first = convolved(y, of);
            Tensor sum = convolved(x, of).add(y);
            return first.add(sum.sigmoid());
        });
        assertEquals(
                List.of("cpu_convolution", "cpu_convolution_and_sum", "sigmoid", "cpu_convolution_into_sum"),
                names(SumInPlace.apply(FuseConvolutions.apply(graph))));
    }

    @Test
    void aSumThatIsSpreadOverAMapStays() {
        Graph graph = recordImages((x, of) -> convolved(x, of).add(x.meanKeep(2, 3)));
        assertEquals(List.of("cpu_convolution", "mean", "add"), names(FuseConvolutions.apply(graph)));
    }

    @Test
    void productsOfTokensTakeTheActivationOrTheSumBehindThem() {
        Graph graph = record(
                (x, of) -> x.linear(of.apply(matrix), null).gelu().linear(of.apply(matrix), null).add(x),
                Shapes.BATCH,
                7,
                CHANNELS);
        assertEquals(List.of("cpu_product", "cpu_product_and_sum"), names(FuseProducts.apply(graph)));
        Graph vector = record((x, of) -> x.linear(of.apply(matrix), null), Shapes.BATCH, CHANNELS);
        assertEquals(List.of("linear"), names(FuseProducts.apply(vector)));
    }

    @Test
    void narrowProductsStay() {
        Param narrow = root.weight("narrow", Init.ZEROS, 4, 4);
        Graph graph = record((x, of) -> x.linear(of.apply(narrow), null).gelu(), Shapes.BATCH, 7, 4);
        assertEquals(List.of("linear", "gelu"), names(FuseProducts.apply(graph)));
    }

    @Test
    void weightsArePackedOnceForTheUsualBatch() {
        Graph graph = PackWeights.apply(
                FuseProducts.apply(
                        record((x, of) -> x.linear(of.apply(matrix), null).gelu(), Shapes.BATCH, 7, CHANNELS)),
                3);
        assertEquals(List.of("cpu_packed_product_weight", "cpu_product"), names(graph));
        assertEquals(21, graph.nodes().get(0).attributes().integer("rows"));
        Hoisting hoisting = Hoisting.of(graph);
        assertEquals(List.of("cpu_packed_product_weight"), names(hoisting.once()));
        assertEquals(List.of("cpu_product"), names(hoisting.rest()));
        assertEquals(2, hoisting.rest().inputs().size());
        assertEquals(0, hoisting.rest().parameters().size());
    }

    @Test
    void whatIsAsLargeAsTheBatchIsNotHoisted() {
        Graph graph = record(
                (x, of) -> x.add(of.apply(matrix)
                        .reshape(1, CHANNELS, CHANNELS)
                        .expand(x.size(0), CHANNELS, CHANNELS)
                        .neg()),
                Shapes.BATCH,
                CHANNELS,
                CHANNELS);
        Hoisting hoisting = Hoisting.of(graph);
        assertEquals(List.of("reshape"), names(hoisting.once()));
        assertEquals(List.of("expand", "neg", "add"), names(hoisting.rest()));
    }
}
