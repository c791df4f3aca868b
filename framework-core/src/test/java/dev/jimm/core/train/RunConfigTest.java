package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.optimizer.PluginRule;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigTest {
    private static final String SOUND = "model.name = tiny_conv, optimizer.name = sgd\n";

    private final ProviderCatalogue providers = TestProviders.catalogue();
    private final RunPlanner planner = Runs.planner(providers);

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
        assertEquals(0.2, plan.rate());
        assertEquals(new PluginRule(new TestProviders.Sgd(0.5), "sgd", "tests"), plan.rule());
        assertEquals(
                0.1,
                plan("model.name = tiny_conv, optimizer { name = sgd, lr-base = 0.2 }, data.batch-size = 128")
                        .rate());
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
        Problems problems = new Problems();
        RunConfig run = RunConfig.bind(ConfigFile.parse("model.name = any", "test.conf"), problems);
        assertEquals(List.of(), problems.lines());
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
            train { epochs = 0, precision = fp8 }
            loss { name = cross-entropi }
            input { mean = [0.5], std = [1, 1, 1] }
            """);
        for (String part : List.of(
                "test.conf:1: 'name' must be letters, digits",
                "test.conf:4: 'train.epochs' must be at least 1, is 0",
                "'train.precision' must be",
                "test.conf:5: 'loss.name' must be one of cross-entropy, bce, jsd, asymmetric-single-label, asymmetric-multi-label, is the string \"cross-entropi\"; did you mean"
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
        assertTrue(refused("model.name = tiny_conv, train.checkpoints.last = 0").contains("'train.checkpoints.last'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer", "scheduler", "augment", "model.options", "optimizer.name", "scheduler.name", "data",
                "input", "loss", "augment.crop", "augment.options", "train.precision", "train.execution", "train",
                "model", "data.reader", "loss.name", "name", "augment.crop.mode", "train.epochs"
            })
    void nothingIsNullThatHasADefault(String key) {
        assertEquals("test.conf:2: '" + key + "' must not be null", refused(SOUND + key + " = null"));
    }

    @Test
    void nullMeansWhatTheModelAndTheDataSay() {
        plan(SOUND + "input { size = null, mean = null, interpolation = null }, model.num-classes = null,"
                + " augment.policy = null, augment.crop.scale = null, model.global-pool = null");
    }

    private void assertProblems(String text, String... lines) {
        String total = lines.length == 1 ? "" : "\n" + lines.length + " problems";
        assertEquals(String.join("\n", lines) + total, refused(text));
    }

    @Test
    void theModelMustBeNamed() {
        String problem = "model.name is missing; 'jimm models' lists what there is";
        assertProblems("optimizer.name = sgd\nmodel {\n drop-rate = 0 }", "test.conf:2: " + problem);
        assertProblems("optimizer.name = sgd\nmodel.name = null", "test.conf:2: " + problem);
        assertProblems("optimizer.name = sgd", "test.conf:1: " + problem);
        assertProblems("optimizer.name = sgd, model = 3", "test.conf:1: 'model' must be a section { ... }, is 3");
    }

    @Test
    void problemsOfAllSectionsAreToldAtOnce() {
        assertProblems(
                """
                name = "a b"
                model { name = tiny_conv, bogus = 1, options.widht = 4 }
                optimizer { name = sgd, momentun = 1, lr = 0 }
                scheduler { name = cosine, warmup-epochs = 4 }
                augment { policy = shift, options.pixel = 3
                          horizontal-flip = 2 }
                data { reader = imagefolder
                       workers = 0 }
                train { epochs = 4
                        checkpoints.last = 0 }
                """,
                "test.conf:1: 'name' must be letters, digits, '.', '_' and '-', is 'a b'",
                "test.conf:2: unknown key 'model.bogus'; known here: name, pretrained, num-classes, in-channels, drop-rate,"
                        + " drop-path, global-pool, output-stride, batch-norm-splits, options",
                "test.conf:2: unknown key 'model.options.widht'; did you mean 'width'?",
                "test.conf:3: 'optimizer.lr' must be above 0, is 0.0",
                "test.conf:3: unknown key 'optimizer.momentun'; did you mean 'momentum'?; sgd has momentum",
                "test.conf:4: 'scheduler.warmup-epochs' must be less than the 4 epochs, is 4; cosine has"
                        + " warmup-epochs",
                "test.conf:5: unknown key 'augment.options.pixel'; did you mean 'pixels'?; shift has pixels,"
                        + " colour",
                "test.conf:6: 'augment.horizontal-flip' must be between 0 and 1, not 2.0",
                "test.conf:7: unknown reader 'imagefolder'; did you mean 'image-folder'? (known: "
                        + String.join(", ", TestProviders.catalogue().names(ProviderKind.READER)) + ")",
                "test.conf:8: 'data.workers' must be between 1 and 256, not 0",
                "test.conf:10: 'train.checkpoints.last' must be at least 1, is 0");
    }

    @Test
    void namesThatAreNotKnownAreNotGuessed() {
        assertProblems(
                "model.name = tiny_conv\noptimizer { name = [1], momentum = 0.5 }\nscheduler { name = {}, x = 1 }\n"
                        + "augment { policy = [], options.pixels = 2 }",
                "test.conf:2: 'optimizer.name' must be a string, is a list",
                "test.conf:3: 'scheduler.name' must be a string, is a section",
                "test.conf:4: 'augment.policy' must be a string, is a list");
    }

    @Test
    void aScheduleIsNotMeasuredByEpochsThatWereRefused() {
        assertProblems(
                SOUND + "scheduler.warmup-epochs = 12\ntrain.epochs = some",
                "test.conf:3: 'train.epochs' must be an int, is the string \"some\"");
    }

    @Test
    void whatPluginsRefuseIsAProblemOfItsSection() {
        assertProblems(
                "model.name = tiny_conv\noptimizer { name = picky\n momentum = 0.5 }\n"
                        + "augment { policy = shift\n options { pixels = 9 } }",
                "test.conf:3: 'optimizer.momentum' must be 0 for picky, is 0.5; picky has momentum",
                "test.conf:5: 'augment.options.pixels' must be below 9, is 9; shift has pixels, colour");
        assertProblems(
                "model.name = tiny_conv\noptimizer.name = broken",
                "test.conf:2: 'optimizer': there are no defaults for broken");
    }

    @Test
    void keysThatAllOptimizersHaveAreThoughtOfToo() {
        assertProblems(
                SOUND + "optimizer { weigth-decay = 0.1, zzzz = 1 }\nscheduler.nam = step",
                "test.conf:2: unknown key 'optimizer.weigth-decay'; did you mean 'weight-decay'?; sgd has momentum",
                "test.conf:2: unknown key 'optimizer.zzzz'; sgd has momentum",
                "test.conf:3: unknown key 'scheduler.nam'; did you mean 'name'?; cosine has warmup-epochs");
    }

    @Test
    void groupsAreToldWhereTheyStand() {
        assertProblems(
                SOUND + """
                        optimizer.groups = [
                          { match = "*", lr-scale = 2 }
                          { match = "fcc.*", frozen = true }
                          { match = "fc.*", frozen = true }
                        ]
                        data.batch-size = 0
                        optimizer { lr = 1, lr-base = 1 }
                        """,
                "test.conf:4: 'optimizer.groups[1].match' matches none of the model's parameters, is 'fcc.*'; did you"
                        + " mean 'fc'?; 'jimm describe FILE --parameters' lists them",
                "test.conf:5: 'optimizer.groups[2].match' matches only what groups before it match; put it before them",
                "test.conf:7: 'data.batch-size' must be at least 1, not 0");
    }

    @Test
    void aGroupNeedsItsPattern() {
        assertProblems(
                SOUND + "optimizer.groups = [ { matc = fc, frozen = true } ]",
                "test.conf:2: unknown key 'optimizer.groups[0].matc'; did you mean 'match'?",
                "test.conf:2: 'optimizer.groups[0].match' is missing: a pattern of parameter names, such as \"head.*\"");
        assertProblems(
                SOUND + "optimizer.groups = [ { match = \"fc[\", frozen = true } ]",
                "test.conf:2: 'optimizer.groups[0].match' is no pattern: malformed pattern 'fc[': a '[' lacks its ']'");
    }

    private void assertPluginError(String text, String message) {
        JimmException error = assertThrows(
                JimmException.class, () -> plan(text).schedule().create(2, 2).rate(1, progress(0)));
        assertEquals(Category.PLUGIN, error.category(), error::getMessage);
        assertEquals(message + "; ask the plugin's author, or choose another", error.getMessage());
    }

    @Test
    void whatPluginsDoWrongIsTheirs() {
        assertPluginError(
                "model.name = tiny_conv, optimizer.name = failing",
                "tests: the rule of 'failing' fails: java.lang.UnsupportedOperationException: no rule");
        assertPluginError(
                SOUND + "scheduler.name = negative",
                "tests: the rate of scheduler 'negative' after 0 updates must be a number of at least 0, is -1.0");
        assertPluginError(SOUND + "scheduler.name = nothing", "tests: the schedule of 'nothing' is null");
    }

    private static PluginPolicy ofThePlugin(AugmentPolicy policy) {
        return new PluginPolicy(policy, "shift", "tests");
    }

    @Test
    void optionsOfPoliciesAreBoundAndWrittenOut() {
        RunPlan given = plan(SOUND + "augment { policy = shift, options.pixels = 3 }");
        assertEquals(
                ofThePlugin(new TestProviders.Shift(3, 7)), given.augmentation().policy());
        assertEquals(
                ConfigFactory.parseString("pixels = 3, colour = 7"),
                given.resolved().getConfig("augment.options"));
        assertEquals(given.resolved(), planner.plan(given.resolved()).resolved());
        assertEquals(ConfigTree.toConfig(given.config()), given.resolved());
        RunPlan usual = plan(SOUND + "augment.policy = shift");
        assertEquals(
                ofThePlugin(new TestProviders.Shift(1, 7)), usual.augmentation().policy());
        assertEquals(1, usual.resolved().getInt("augment.options.pixels"));
    }

    @Test
    void optionsOfNoPolicyAreRefused() {
        assertProblems(
                SOUND + "augment.options.pixels = 3",
                "test.conf:2: 'augment.options' are of no policy; set augment.policy or leave them out");
    }

    @Test
    void theInputMustNotBeHuge() {
        assertProblems(SOUND + "input.size = 8193", "test.conf:2: 'input.size' must be at most 8192, is 8193");
        plan(SOUND + "input.size = 8192");
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
