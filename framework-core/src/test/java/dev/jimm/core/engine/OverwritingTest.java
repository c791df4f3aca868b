package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Overwriting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which results take the place of an operand in training, on residual blocks of convolutions. */
class OverwritingTest {
    private static final int CHANNELS = 4;
    private static final int BLOCKS = 4;
    private static final List<Program.Input> INPUTS =
            List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CHANNELS, 8, 8));

    private final ParamTable table = new ParamTable();

    private static Layer convolution(Scope scope, int stride) {
        return Layer.sequence(
                Conv2d.of(CHANNELS, CHANNELS, 3).stride(stride).at(scope.at("conv")),
                Norm.batch().at(scope.at("bn"), CHANNELS));
    }

    private Program.Body residual(boolean downsample) {
        Layer[] blocks = new Layer[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            Scope scope = table.root().at(i);
            int stride = downsample && i == 0 ? 2 : 1;
            Layer first = convolution(scope.at("first"), stride);
            Layer second = convolution(scope.at("second"), 1);
            Layer shortcut = stride == 1 ? Layer.IDENTITY : convolution(scope.at("shortcut"), stride);
            blocks[i] = (x, pass) -> pass.run(x, first, Activation.RELU, second)
                    .add(shortcut.forward(x, pass))
                    .relu();
        }
        return (inputs, parameters) -> {
            Tensor x = new Pass(parameters, true, Set.of()).run(inputs.get(0), blocks);
            return List.of(x.mul(x).mean(0, 1, 2, 3));
        };
    }

    @Test
    void activationsBehindNormsAndResidualSumsAre() {
        Graph graph = Program.record(Precision.FP32, INPUTS, residual(true), true);
        List<String> overwriting = graph.nodes().stream()
                .filter(Overwriting.training(graph)::contains)
                .map(node -> node.op().name())
                .toList();
        List<String> block = List.of("relu", "add", "relu");
        assertEquals(
                List.of(block, block, block, block).stream()
                        .flatMap(List::stream)
                        .toList(),
                overwriting);
    }

    @Test
    void whatAGradientNeedsIsNot() {
        Graph graph = Program.record(
                Precision.FP32,
                INPUTS,
                (inputs, parameters) -> {
                    Tensor x = inputs.get(0).relu();
                    return List.of(x.relu().add(x.sigmoid().add(x)).silu().sum());
                },
                true);
        assertEquals(Set.of(), Overwriting.training(graph));
    }

    @Tag("engine")
    @ParameterizedTest
    @CsvSource({"FP32, false", "FP32, true", "BF16, true", "FP16, true"})
    void theBitsAreThoseOfEagerExecution(Precision precision, boolean channelsLast) {
        Program.Body body = residual(true);
        Map<String, List<Byte>> expected = run(Execution.EAGER, body, precision, channelsLast, false);
        assertEquals(expected, run(Execution.TRACED, body, precision, channelsLast, false));
        assertEquals(expected, run(Execution.TRACED, body, precision, channelsLast, true));
    }

    private Map<String, List<Byte>> run(
            Execution execution, Program.Body body, Precision precision, boolean channelsLast, boolean checkpointing) {
        Program.Wanted wanted = new Program.Wanted(param -> param.kind() == Param.Kind.WEIGHT, 0, checkpointing);
        try (Weights weights = Weights.initialised(table, 3, channelsLast);
                DeviceTensor x = DeviceTensor.of(Fixtures.random(5, 3, CHANNELS, 8, 8), 3, CHANNELS, 8, 8);
                Program program = Program.gradients(execution, precision, INPUTS, body, wanted)) {
            return Fixtures.run(program, weights, 1, x);
        }
    }
}
