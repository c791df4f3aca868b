package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.model.TinyFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One program that several threads run at once gives each of them what it gives one alone. */
@Tag("engine")
@Timeout(300)
class ThreadsTest {
    private static final int THREADS = 2;
    private static final int RUNS = 20;

    private static void assertSameFromThreads(Callable<Map<String, List<Byte>>> run) throws Exception {
        Map<String, List<Byte>> expected = run.call();
        long live = DeviceTensor.live();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Map<String, List<Byte>>>> results = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                results.add(threads.submit(run));
            }
            for (Future<Map<String, List<Byte>>> result : results) {
                assertEquals(expected, result.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(live, DeviceTensor.live());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void inference(Execution execution) throws Exception {
        Model model = TinyFamily.hybrid(0);
        try (Weights weights = Weights.initialised(model.parameters(), 1, true);
                Program program = Fixtures.logits(model, execution, Precision.FP32);
                DeviceTensor images = Fixtures.images(3)) {
            assertSameFromThreads(() -> Fixtures.run(program, weights, 1, images));
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void gradients(Execution execution) throws Exception {
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("w", Init.torchDefault(), 8, 16);
        try (Weights weights = Weights.initialised(table, 1, false);
                Program program = Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, 16, 16)),
                        (in, parameters) -> List.of(in.get(0)
                                .linear(parameters.apply(weight), null)
                                .tanh()
                                .mean()),
                        param -> true);
                DeviceTensor images = Fixtures.images(3)) {
            assertSameFromThreads(() -> Fixtures.run(program, weights, 1, images));
        }
    }
}
