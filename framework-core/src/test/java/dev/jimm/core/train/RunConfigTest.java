package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.api.scheduler.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunConfigTest {
    private final ProviderCatalogue providers = TestProviders.catalogue();
    private final RunPlanner planner = new RunPlanner(providers, new ModelCatalogue(providers));

    private RunPlan plan(String text) {
        return planner.plan(ConfigFile.parse(text, "test.conf"));
    }

    private String refused(String text) {
        JimmException error = assertThrows(JimmException.class, () -> plan(text));
        assertEquals(Category.CONFIGURATION, error.category());
        return error.getMessage();
    }

    @Test
    void sectionsOfPluginsAreBoundAndWrittenOut() {
        RunPlan plan = plan("model.name = tiny_conv, optimizer { name = sgd, momentum = 0.5, lr = 0.2 }");
        assertEquals("sgd", plan.optimizer().name());
        assertEquals(0.2, plan.optimizer().lr());
        assertEquals(new TestProviders.Sgd(0.5), plan.rule());
        assertEquals(0.05, plan.resolved().getDouble("optimizer.weight-decay"), "defaults are written out");
        assertEquals(0.5, plan.resolved().getDouble("optimizer.momentum"));
        assertEquals("cosine", plan.resolved().getString("scheduler.name"));
        assertEquals(0, plan.resolved().getInt("scheduler.warmup-epochs"));
        assertEquals(
                List.of(0.1, 0.0),
                List.of(
                        plan.schedule().create(2, 4).rate(0.1, progress(0)),
                        plan.schedule().create(2, 4).rate(0.1, progress(8))));
    }

    @Test
    void theResolvedConfigurationGivesTheSamePlan() {
        RunPlan plan = plan("model { name = tiny_hybrid, options.width = 12 }, optimizer { name = sgd, lr = 0.3 }");
        RunPlan again = planner.plan(plan.resolved());
        assertEquals(plan.resolved(), again.resolved());
        assertEquals(List.of(), ConfigTree.differences(plan.resolved(), again.resolved()));
    }

    @Test
    void defaults() {
        RunConfig run = RunConfig.bind(ConfigFile.parse("model.name = any", "test.conf"));
        assertEquals("run", run.name());
        assertEquals(42, run.seed());
        assertEquals(Precision.FP32, run.train().precision());
        assertEquals(Execution.TRACED, run.train().execution());
        assertNull(run.input().size());
    }

    @Test
    void everySectionIsChecked() {
        String message = refused("""
            name = "../x"
            model.name = tiny_conv
            optimizer.name = sgd
            train { epochs = 0, precision = fp16 }
            loss { name = cross-entropi }
            input { mean = [0.5], std = [1, 1, 1] }
            """);
        for (String part : List.of(
                "test.conf:1: 'name' must be letters, digits",
                "test.conf:4: 'train.epochs' must be at least 1, is 0",
                "'train.precision' must be",
                "test.conf:5: 'loss.name' must be one of [cross-entropy], is 'cross-entropi'; did you mean"
                        + " 'cross-entropy'?",
                "test.conf:6: 'input.mean' must have 3 values, one a channel, has 1")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void numbersMustBeInRange() {
        assertTrue(
                refused("model.name = tiny_conv, loss.smoothing = 1").contains("'loss.smoothing' must be in [0, 1)"));
        assertTrue(refused("model.name = tiny_conv, input.std = [0, 1, 1]").contains("'input.std' must be above 0"));
        assertTrue(refused("model.name = tiny_conv, optimizer { name = sgd, weight-decay = -1 }")
                .contains("'optimizer.weight-decay' must be at least 0"));
        assertTrue(refused("model.name = tiny_conv, train.keep-checkpoints = 0").contains("'train.keep-checkpoints'"));
    }

    @Test
    void sectionsMustNotBeNull() {
        for (String section : List.of("optimizer", "train", "model.options")) {
            String message = refused("model.name = tiny_conv, optimizer.name = sgd, " + section + " = null");
            assertEquals("test.conf:1: '" + section + "' must not be null", message);
        }
    }

    private static Progress progress(long updates) {
        return new Progress() {
            @Override
            public int epoch() {
                return 0;
            }

            @Override
            public long updates() {
                return updates;
            }

            @Override
            public List<Double> metrics() {
                return List.of();
            }
        };
    }
}
