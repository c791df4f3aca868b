package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LookaheadTest {
    /** Adds 1, and at every second step, which is a phase of its own, 10. */
    private static final class Counting implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.of("phases"));
        }

        @Override
        public int phase(long step) {
            return step % 2 == 0 ? -1 : 0;
        }

        @Override
        public int hessianSamples(int phase) {
            return phase == -1 ? 3 : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            update.state("phases").mul_(10).add_(-update.phase());
            update.value().add_(update.phase() == 0 ? 1 : 10);
        }
    }

    @Test
    void eachPhaseOfTheRuleAsksForItsOwn() {
        Lookahead rule = new Lookahead(new Counting(), new Lookahead.Options(0.5, 3));
        assertEquals(
                List.of(0, 3, 0, 3, 0, 3),
                List.of(1L, 2L, 3L, 4L, 5L, 6L).stream()
                        .map(step -> rule.hessianSamples(rule.phase(step)))
                        .toList());
    }

    @Tag("engine")
    @ParameterizedTest
    @EnumSource(Execution.class)
    void theSlowWeightsGoAPartOfTheWay(Execution execution) {
        ParamTable table = new ParamTable();
        Param param = table.root().weight("w", Init.ZEROS, 2);
        UpdateRule steps = new Lookahead(new CountingWithoutHessian(), new Lookahead.Options(0.25, 2));
        List<Float> values = new ArrayList<>();
        try (Weights weights = Weights.initialised(table, 0, false);
                Optimizer optimizer =
                        new Optimizer(steps, 1, List.of(new TrainedParameter(param, "", 1, 0)), weights, execution)) {
            for (int step = 0; step < 6; step++) {
                try (Program.Results none =
                        new Program.Results(List.of(), Map.of(param, DeviceTensor.of(new float[2], 2)), Map.of())) {
                    optimizer.step(none, 1);
                }
                values.add(weights.get(param).floats()[1]);
            }
            assertArrayEquals(
                    new float[] {10101}, optimizer.state().get("w/phases").floats());
        }
        // at step 2 they start at 11; at 4 the rule has reached 22: 11 + 11 / 4; at 6 it is 24.75: 13.75 + 11 / 4
        assertEquals(List.of(1f, 11f, 12f, 13.75f, 14.75f, 16.5f), values);
    }

    private static final class CountingWithoutHessian implements UpdateRule {
        private final Counting counting = new Counting();

        @Override
        public List<StateTensor> state(Param parameter) {
            return counting.state(parameter);
        }

        @Override
        public int phase(long step) {
            return counting.phase(step);
        }

        @Override
        public void update(ParameterUpdate update) {
            counting.update(update);
        }
    }
}
