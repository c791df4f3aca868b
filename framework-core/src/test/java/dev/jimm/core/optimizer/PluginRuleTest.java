package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PluginRuleTest {
    private static final String ASK = "; ask the plugin's author, or choose another";

    private final Param param = new ParamTable().root().weight("w", Init.ZEROS, 2, 3);

    /** Of which everything does the same. */
    private record Rule(Supplier<Integer> what) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return what.get() == null ? null : List.of();
        }

        @Override
        public void update(ParameterUpdate update) {
            what.get();
        }

        @Override
        public int phase(long step) {
            return what.get();
        }

        @Override
        public int hessianSamples(int phase) {
            return what.get();
        }
    }

    private static PluginRule rule(Supplier<Integer> what) {
        return new PluginRule(new Rule(what), "odd", "odd.jar");
    }

    private static void assertFails(Category category, String message, Executable call) {
        JimmException error = assertThrows(JimmException.class, call);
        assertEquals(message, error.getMessage());
        assertEquals(category, error.category());
    }

    @Test
    void aRefusalNamesTheParameter() {
        PluginRule rule = rule(() -> {
            throw new IllegalArgumentException("matrices only");
        });
        assertFails(
                Category.CONFIGURATION,
                "optimizer 'odd' at the parameter 'w' [2, 3]: matrices only; change its options, or choose another"
                        + " optimizer",
                () -> rule.state(param));
    }

    @Test
    void aFailureNamesThePlugin() {
        PluginRule rule = rule(() -> {
            throw new IllegalStateException("oh");
        });
        String failure = " fails: java.lang.IllegalStateException: oh" + ASK;
        assertFails(
                Category.PLUGIN,
                "odd.jar: optimizer 'odd' at the parameter 'w' [2, 3]" + failure,
                () -> rule.state(param));
        assertFails(Category.PLUGIN, "odd.jar: the phase of optimizer 'odd'" + failure, () -> rule.phase(1));
        assertFails(Category.PLUGIN, "odd.jar: optimizer 'odd'" + failure, () -> rule.hessianSamples(0));
        assertFails(
                Category.PLUGIN,
                "odd.jar: optimizer 'odd' at the parameter 'w' [2, 3] is null" + ASK,
                () -> rule(() -> null).state(param));
    }

    @Test
    void phasesAreFew() {
        assertEquals(63, rule(() -> 63).phase(7));
        for (int phase : new int[] {-1, 64}) {
            assertFails(
                    Category.PLUGIN,
                    "odd.jar: the phase of optimizer 'odd' at step 7 must be from 0 to 63, is " + phase + ASK,
                    () -> rule(() -> phase).phase(7));
        }
    }
}
