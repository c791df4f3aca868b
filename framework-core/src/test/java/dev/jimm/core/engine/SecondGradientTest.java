package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which operators of the catalogue a model may have that is trained by its curvature. */
@Tag("engine")
class SecondGradientTest {
    /** Operators whose gradient the engine cannot differentiate again; what uses them cannot be trained by curvature. */
    private static final Set<String> WITHOUT_SECOND_GRADIENT = Set.of("grid_sample");

    @ParameterizedTest
    @MethodSource("dev.jimm.core.engine.OpCases#cases")
    void gradientsHaveGradients(OpCases.Case c) {
        ParamTable table = new ParamTable();
        long[] shape = OpCases.IMAGE.shape().clone();
        shape[0] = OpCases.BATCH;
        Param image = table.root().weight("image", Init.normal(1), shape);
        List<OpCases.Given> more = c.given().subList(1, c.given().size());
        List<Program.Input> declared = more.stream()
                .map(given -> new Program.Input(given.type(), given.shape()))
                .toList();
        Program.Body body = (in, parameters) -> {
            List<Tensor> all = new ArrayList<>(List.of(parameters.apply(image).mul(1)));
            all.addAll(in);
            Tensor result = c.body().apply(all);
            Tensor squares = result.type() == ElementType.FLOAT32
                    ? result.mul(result).sum()
                    : all.get(0).sum();
            return List.of(squares.add(all.get(0).sum()));
        };
        List<DeviceTensor> inputs = new ArrayList<>();
        for (int i = 0; i < more.size(); i++) {
            inputs.add(OpCases.values(more.get(i), i + 1));
        }
        try (Weights weights = Weights.initialised(table, 1, false);
                Program program = Program.gradients(
                        Execution.TRACED, Precision.FP32, declared, body, new Program.Wanted(any -> true, 1, false))) {
            program.run(inputs, weights).close();
            assertFalse(WITHOUT_SECOND_GRADIENT.contains(c.name()), "the engine can do it now");
        } catch (RuntimeException e) {
            assertTrue(WITHOUT_SECOND_GRADIENT.contains(c.name()), () -> c.name() + ": " + Engine.reason(e));
        } finally {
            inputs.forEach(DeviceTensor::close);
        }
    }
}
