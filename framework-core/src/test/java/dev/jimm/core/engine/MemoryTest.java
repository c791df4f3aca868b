package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The memory of inputs is never written into, and the memory of runs is given back. */
@Tag("engine")
class MemoryTest {
    /** Computations whose result may share its memory with the input, which must never be overwritten. */
    static Stream<Arguments> aliases() {
        return Stream.<UnaryOperator<Tensor>>of(
                        x -> x.dropout(0),
                        x -> x.dropPath(0),
                        x -> x.reshape(x.shape()),
                        x -> x.permute(0, 1, 2, 3),
                        x -> x.transpose(1, 1),
                        x -> x.expand(-1, 3, 16, 16),
                        x -> x.slice(1, 0, 3),
                        x -> x.select(1, 0),
                        x -> x.unsqueeze(0),
                        x -> x.chunk(3, 1)[1],
                        x -> x.pad(0, 0, 0, 0, 0),
                        x -> x.reflectPad(0, 0, 0, 0),
                        x -> x.replicatePad(0, 0, 0, 0),
                        x -> x.roll(new long[] {0}, new long[] {1}),
                        x -> x.flip(),
                        x -> x.tril(99),
                        x -> x.pixelShuffle(1),
                        x -> x.pixelUnshuffle(1),
                        x -> x.repeatInterleave(1, 1),
                        x -> x.unfold(1, 1, 0, 1),
                        x -> x.cat(1),
                        x -> x.contiguous(),
                        x -> x.detach(),
                        x -> x.einsum("nchw->nhwc"),
                        x -> x.cumsum(1),
                        x -> x.mean(1),
                        x -> x.bilinear(16, 16, false),
                        x -> x.bicubic(16, 16, true),
                        x -> x.nearest(16, 16),
                        x -> x.adaptiveAvgPool2d(16, 16),
                        x -> x.adaptiveMaxPool2d(16, 16),
                        x -> x.maxPool2d(1, 1, 0, false),
                        x -> x.avgPool2d(1, 1, 0, false, true),
                        x -> x.pow(1.0),
                        x -> x.floor(),
                        x -> x.topkValues(16, 3),
                        x -> x.batchNorm(null, null, null, null, true, 0.1, 1e-5))
                .map(body -> Arguments.of(body));
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void inputsAreNeverOverwritten(UnaryOperator<Tensor> body) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, 16, 16);
        try (DeviceTensor images = Fixtures.images(1);
                Program program = Program.inference(
                        Execution.TRACED,
                        Precision.FP32,
                        List.of(input),
                        (in, unused) -> List.of(body.apply(in.get(0)).add(1).relu()))) {
            program.run(List.of(images), null).close();
            assertArrayEquals(Fixtures.random(3, 1, 3, 16, 16), images.floats());
        }
    }

    /** Counts real memory, as values that hold a tensor could stay behind where {@link DeviceTensor#live} does not look. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    @EnabledOnOs(OS.LINUX)
    void memoryIsGivenBack(Execution execution) throws IOException {
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("w", Init.ONES, 1 << 20);
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 1 << 20);
        try (Weights weights = Weights.initialised(table, 1, false);
                Program program = Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(input),
                        (in, parameters) ->
                                List.of(in.get(0).mul(parameters.apply(weight)).sum()),
                        param -> true)) {
            long before = 0;
            for (int i = 0; i < 60; i++) {
                before = i == 10 ? residentMegabytes() : before;
                try (DeviceTensor x = DeviceTensor.zeros(ElementType.FLOAT32, 1, 1 << 20)) {
                    program.run(List.of(x), weights).close();
                }
            }
            long more = residentMegabytes() - before;
            assertTrue(more < 100, "50 runs on tensors of 4 MB left " + more + " MB behind");
        }
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
