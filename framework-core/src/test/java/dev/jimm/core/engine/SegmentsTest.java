package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Segments;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a computation is cut for checkpointing; without an engine. */
class SegmentsTest {
    private static final int WIDTH = 8;
    private static final int WIDE = 10 * WIDTH;

    private final ParamTable table = new ParamTable();
    private final Param widen = table.root().weight("widen", Init.ONES, WIDTH, WIDE);
    private final Param narrow = table.root().weight("narrow", Init.ONES, WIDE, WIDTH);

    private Graph record(Precision precision, int blocks, boolean write) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, WIDTH);
        return Program.record(
                precision,
                List.of(input),
                (inputs, parameters) -> {
                    Tensor x = inputs.get(0);
                    for (int i = 0; i < blocks; i++) {
                        Tensor wide = x.matmul(parameters.apply(widen)).gelu();
                        Tensor written = write
                                ? wide.mul(2).sin().add_(wide, 1)
                                : wide.mul(2).sin();
                        x = x.add(written.matmul(parameters.apply(narrow)));
                    }
                    return List.of(x.to(ElementType.FLOAT32).mean(0, 1));
                },
                true);
    }

    private static List<Graph.Node> nodes(Segments segments) {
        return IntStream.range(0, segments.count())
                .mapToObj(segments::nodes)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void cutsLieWhereLittleIsAlive() {
        Graph graph = record(Precision.FP32, 16, false);
        Segments segments = new Segments(graph);
        assertEquals(graph.nodes(), nodes(segments));
        assertTrue(segments.count() > 2, segments.count() + " segments");
        for (int i = 0; i < segments.count(); i++) {
            assertFalse(segments.nodes(i).isEmpty());
            for (Graph.Value taken : segments.taken(i)) {
                assertEquals(WIDTH, taken.shape()[1], "only narrow values cross a cut");
            }
        }
    }

    @Test
    void whatASegmentTakesAnEarlierOneGives() {
        Segments segments = new Segments(record(Precision.FP32, 16, false));
        assertEquals(Set.of(), segments.taken(0));
        for (int i = 1; i < segments.count(); i++) {
            assertEquals(1, segments.taken(i).size());
            assertTrue(segments.given(i - 1).containsAll(segments.taken(i)));
        }
        assertEquals(1, segments.given(segments.count() - 1).size());
    }

    /** The two weights in low precision. */
    @Test
    void whatDependsOnWeightsAloneBelongsToNoSegment() {
        Graph graph = record(Precision.BF16, 16, false);
        Segments segments = new Segments(graph);
        assertEquals(graph.nodes().size() - 2, nodes(segments).size());
        assertEquals(
                2,
                graph.nodes().stream()
                        .filter(node -> segments.ofWeights(node.result()) == node)
                        .count());
        assertTrue(nodes(segments).stream().allMatch(node -> segments.ofWeights(node.result()) == null));
    }

    @Test
    void noCutLiesBetweenAValueAndTheWriteIntoIt() {
        Segments segments = new Segments(record(Precision.FP32, 64, true));
        assertTrue(segments.count() > 2, segments.count() + " segments");
        for (int i = 0; i < segments.count(); i++) {
            List<Graph.Node> nodes = segments.nodes(i);
            for (Graph.Node node : nodes) {
                if (node.op().name().equals("add_")) {
                    Graph.Value target = node.operands().get(0);
                    assertTrue(nodes.stream().anyMatch(other -> other.result() == target));
                }
            }
        }
    }

    @Test
    void oneCallIsOneSegment() {
        assertEquals(1, new Segments(record(Precision.FP32, 0, false)).count());
    }
}
