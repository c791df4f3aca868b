package dev.jimm.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigBinderTest {
    enum LossKind {
        CROSS_ENTROPY,
        BINARY_CROSS_ENTROPY,
        MSE
    }

    record Clip(LossKind mode, double value) {
        static Clip defaults() {
            return new Clip(LossKind.MSE, 1.0);
        }
    }

    record Ema(double decay, Integer every) {
        Ema {
            if (decay > 1) {
                throw new IllegalArgumentException("decay must be at most 1, is " + decay);
            }
        }
    }

    record Train(int epochs, int batchSize, long seed, double lr, boolean amp, Double layerDecay, Clip clip, Ema ema) {
        Train {
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs must be at least 1, is " + epochs);
            }
            if (batchSize < 1) {
                throw new IllegalArgumentException("batchSize must be at least 1, is " + batchSize);
            }
            if (seed == 13) {
                throw new IllegalArgumentException("such bad luck");
            }
        }
    }

    record Data(Path root, List<Double> scale, List<LossKind> losses, Map<String, Integer> labels, Duration timeout) {
        Data {
            scale = List.copyOf(scale);
        }
    }

    record Run(String name, Train train, Data data, Config options) {
        Run {
            if (train.epochs() > 1000) {
                throw new IllegalArgumentException("train.epochs must be at most 1000, is " + train.epochs());
            }
        }
    }

    record Stage(int depth, String block) {}

    record Stages(List<Stage> stages, Map<String, Stage> named) {}

    record Unsupported(Thread thread) {}

    private static final Train TRAIN = new Train(10, 32, 42, 0.1, false, null, new Clip(LossKind.MSE, 2.0), null);
    private static final Data DATA =
            new Data(Path.of("data"), List.of(0.08, 1.0), List.of(), Map.of("cat", 0), Duration.ofSeconds(5));
    private static final Run RUN = new Run("run", TRAIN, DATA, ConfigFactory.empty());

    private final Problems problems = new Problems();

    private <T extends Record> T bind(String text, String path, T defaults) {
        return ConfigBinder.bind(ConfigFile.parse(text, "run.conf"), path, defaults, problems);
    }

    private void assertProblems(String... lines) {
        assertEquals(List.of(lines), problems.lines());
    }

    @Test
    void absentKeysKeepTheDefaults() {
        assertEquals(RUN, bind("", "", RUN));
        assertProblems();
    }

    @Test
    void scalarsAreBound() {
        Train train = bind("""
            epochs = 3, batch-size = 1e2
            seed = 3000000000
            lr = 5e-4
            amp = true
            layer-decay = 1
            """, "train", TRAIN);

        assertEquals(new Train(3, 100, 3_000_000_000L, 5e-4, true, 1.0, TRAIN.clip(), null), train);
        assertProblems();
    }

    @Test
    void pathsListsMapsEnumsAndDurationsAreBound() {
        Data data = bind("""
            root = data/cifar-10-batches-bin
            scale = [0.5, 1]
            losses = [cross-entropy, mse]
            labels { dog = 1, "a.b" = 2 }
            timeout = 5 minutes
            """, "data", DATA);

        Data expected = new Data(
                Path.of("data/cifar-10-batches-bin"),
                List.of(0.5, 1.0),
                List.of(LossKind.CROSS_ENTROPY, LossKind.MSE),
                Map.of("dog", 1, "a.b", 2),
                Duration.ofMinutes(5));
        assertEquals(expected, data);
        assertProblems();
    }

    @Test
    void aNestedRecordKeepsItsOwnDefaultsKeyByKey() {
        Run run = bind("train { clip { value = 3 } }", "", RUN);

        assertEquals(new Clip(LossKind.MSE, 3.0), run.train().clip());
        assertEquals(10, run.train().epochs());
        assertProblems();
    }

    @Test
    void aNestedRecordWithoutDefaultStartsFromItsFactoryOrFromZero() {
        Train bare = new Train(1, 1, 0, 0, false, null, null, null);

        Train train = bind("clip { mode = cross-entropy }, ema { every = 4 }", "train", bare);

        assertEquals(new Clip(LossKind.CROSS_ENTROPY, 1.0), train.clip());
        assertEquals(new Ema(0, 4), train.ema());
        assertProblems();
    }

    @Test
    void recordsMayStandInListsAndMaps() {
        Stages stages = bind(
                "stages = [{ depth = 2 }, { depth = 3, block = basic }], named { a { depth = 1 } }",
                "",
                new Stages(List.of(), Map.of()));

        assertEquals(List.of(new Stage(2, null), new Stage(3, "basic")), stages.stages());
        assertEquals(Map.of("a", new Stage(1, null)), stages.named());
        assertProblems();
    }

    @Test
    void rawSectionsAreHandedOver() {
        Run run = bind("options { patch-size = 4, anything { goes = [1] } }", "", RUN);

        assertEquals(ConfigFactory.parseString("patch-size = 4, anything.goes = [1]"), run.options());
        assertProblems();
    }

    @Test
    void numbersAreTakenAsStringsAsTheyWereTyped() {
        assertEquals("1e3", bind("name = 1e3", "", RUN).name());
        assertProblems();
    }

    @Test
    void nullIsForWhatIsNullByDefaultAndForBoxedNumbers() {
        record Nullable(Integer size, Integer limit, Boolean flag, Clip clip, String name) {}
        Nullable defaults = new Nullable(null, 5, true, null, null);

        Nullable bound = bind("size = null, limit = null, flag = null, clip = null, name = null", "nullable", defaults);

        assertEquals(new Nullable(null, null, null, null, null), bound);
        assertProblems();
    }

    @Test
    void nullIsRefusedInThePlaceOfADefault() {
        Run run = bind("""
            name = null
            train { epochs = null
              clip = null
              clip.mode = null
            }
            data { root = null
              scale = null }
            options = null
            """, "", RUN);

        assertEquals(RUN, run);
        assertProblems(
                "run.conf:1: 'name' must not be null",
                "run.conf:2: 'train.epochs' must not be null",
                "run.conf:4: 'train.clip.mode' must not be null",
                "run.conf:6: 'data.root' must not be null",
                "run.conf:7: 'data.scale' must not be null",
                "run.conf:8: 'options' must not be null");
    }

    @Test
    void wholeSectionsMustNotBeNull() {
        assertEquals(RUN, bind("train = null\n\ndata = null", "", RUN));
        assertProblems("run.conf:1: 'train' must not be null", "run.conf:3: 'data' must not be null");
    }

    @Test
    void aNullThatARecordWithoutDefaultDoesNotTakeIsNamed() {
        record Tags(List<String> names) {
            Tags {
                names = List.copyOf(names);
            }
        }
        record Tagged(Tags tags) {}

        assertEquals(new Tagged(null), bind("\ntags { names = null }", "tagged", new Tagged(null)));

        assertProblems("run.conf:2: 'tagged.tags.names' must not be null");
    }

    @Test
    void aNullPointerWithoutNullsInTheFileIsADefect() {
        record Broken(int value) {
            Broken {
                if (value == 7) {
                    throw new NullPointerException("inside");
                }
            }
        }
        assertEquals(
                "inside",
                assertThrows(NullPointerException.class, () -> bind("value = 7", "", new Broken(0)))
                        .getMessage());
    }

    @Test
    void unknownKeysNameTheNearest() {
        bind("""
            train {
              epohcs = 3
              batchSize = 4
              zzz = 1
              clip { modus = mse }
            }
            """, "", RUN);

        assertProblems(
                "run.conf:2: unknown key 'train.epohcs'; did you mean 'epochs'?",
                "run.conf:3: unknown key 'train.batchSize'; did you mean 'batch-size'?",
                "run.conf:4: unknown key 'train.zzz'; known here: epochs, batch-size, seed, lr, amp, layer-decay,"
                        + " clip, ema",
                "run.conf:5: unknown key 'train.clip.modus'; known here: mode, value");
    }

    @Test
    void aRecordWithoutComponentsKnowsNoKeys() {
        record Nothing() {}
        bind("lr = 1", "none", new Nothing());
        assertProblems("run.conf:1: unknown key 'none.lr'; no key is known here");
    }

    @Test
    void wrongScalarsAreNamedAndTheDefaultStays() {
        Train train = bind("""
            epochs = 1.5
            batch-size = "lots"
            seed = 1e30
            lr = "0.1"
            amp = yes
            layer-decay = [1]
            clip = 5
            ema { every = 3000000000 }
            """, "train", TRAIN);

        assertEquals(10, train.epochs());
        assertProblems(
                "run.conf:1: 'train.epochs' must be an int, is 1.5",
                "run.conf:2: 'train.batch-size' must be an int, is the string \"lots\"",
                "run.conf:3: 'train.seed' must be a long, is 1e30",
                "run.conf:4: 'train.lr' must be a number, is the string \"0.1\"",
                "run.conf:5: 'train.amp' must be true or false, is the string \"yes\"",
                "run.conf:6: 'train.layer-decay' must be a number, is a list",
                "run.conf:7: 'train.clip' must be a section { ... }, is 5",
                "run.conf:8: 'train.ema.every' must be an int, is 3000000000; the range is -2147483648 to 2147483647");
    }

    @Test
    void wrongElementsAreNamedByIndexOrKey() {
        bind("""
            root { a = 1 }
            scale = [1, "x",
              null]
            losses = mse
            labels { "a.b" = true }
            timeout = 30
            """, "data", DATA);

        assertProblems(
                "run.conf:1: 'data.root' must be a path, is a section",
                "run.conf:2: 'data.scale[1]' must be a number, is the string \"x\"",
                "run.conf:3: 'data.scale[2]' must not be null",
                "run.conf:4: 'data.losses' must be a list, is the string \"mse\"",
                "run.conf:5: 'data.labels.\"a.b\"' must be an int, is true",
                "run.conf:6: 'data.timeout' must be a duration such as 30s or \"5 minutes\", is 30");
    }

    @Test
    void unknownConstantsListTheAllowedOnes() {
        bind("mode = crossentropy\nvalue = 1e999", "clip", Clip.defaults());

        assertProblems(
                "run.conf:1: 'clip.mode' must be one of cross-entropy, binary-cross-entropy, mse, is the string"
                        + " \"crossentropy\"; did you mean 'cross-entropy'?",
                "run.conf:2: 'clip.value' must be a number, is 1e999");
    }

    @Test
    void aFailedCheckStandsAtTheLineOfItsKey() {
        bind("train {\n  lr = 1\n  epochs = 0\n}", "", RUN);

        assertProblems("run.conf:3: 'train.epochs' must be at least 1, is 0");
    }

    @Test
    void everyCheckOfARecordThatFailsIsReportedAndTheRestIsBound() {
        Train train = bind("epochs = 0\nlr = 1\nbatch-size = 0\nseed = 7", "train", TRAIN);

        assertEquals(new Train(10, 32, 7, 1, false, null, TRAIN.clip(), null), train);
        assertProblems(
                "run.conf:1: 'train.epochs' must be at least 1, is 0",
                "run.conf:3: 'train.batch-size' must be at least 1, is 0");
    }

    @Test
    void aCheckOfTheCodeThatUsesTheRecordIsReportedInTheSameWay() {
        Config section = ConfigFile.parse("lr = 1\nwarmup-epochs = 5", "run.conf");
        List<String> keys = List.of("lr", "warmup-epochs");

        for (String message : List.of("warmup-epochs must be less than 5", "this cannot be", "lr is high")) {
            ConfigBinder.reportCheck(section, "scheduler", keys, new IllegalArgumentException(message), problems);
        }
        ConfigBinder.reportCheck(section, "scheduler", keys, new IllegalArgumentException(), problems);

        assertProblems(
                "run.conf:1: 'scheduler': this cannot be",
                "run.conf:1: 'scheduler.lr' is high",
                "run.conf:1: 'scheduler': null",
                "run.conf:2: 'scheduler.warmup-epochs' must be less than 5");
    }

    @Test
    void whatWasRefusedIsKnownByItsPath() {
        bind("train { epochs = x, clip = 3, lr = 1 }\ndata = 1", "", RUN);

        for (String path : List.of("train.epochs", "train.clip", "train.clip.mode", "data", "data.root")) {
            assertTrue(problems.isRefused(path), path);
        }
        for (String path : List.of("train", "train.lr", "train.epochs-more", "name", "options")) {
            assertFalse(problems.isRefused(path), path);
        }
    }

    @Test
    void aCheckMayNameTheKeyAsInJava() {
        bind("\nbatch-size = -4", "train", TRAIN);
        assertProblems("run.conf:2: 'train.batch-size' must be at least 1, is -4");
    }

    @Test
    void aCheckMayNameAKeyOfASectionBelow() {
        bind("name = x\ntrain {\n epochs = 2000 }", "", RUN);
        assertProblems("run.conf:3: 'train.epochs' must be at most 1000, is 2000");
    }

    @Test
    void aFailedCheckWithoutKeyStandsAtItsSection() {
        bind("name = x\ntrain {\n seed = 13\n}", "", RUN);
        assertProblems("run.conf:2: 'train': such bad luck");
    }

    @Test
    void punctuationInACheckIsNoKey() {
        record Odd(int a) {
            Odd {
                if (a > 0) {
                    throw new IllegalArgumentException("... a. is odd, or b..c?");
                }
            }
        }
        bind("a = 1", "odd", new Odd(0));
        assertProblems("run.conf:1: 'odd': ... a. is odd, or b..c?");
    }

    @Test
    void aFailedCheckOfAnAbsentKeyStandsAtItsSection() {
        record Outer(Train train) {}
        bind("\ntrain { seed = 1 }", "", new Outer(null));
        assertProblems("run.conf:2: 'train.epochs' must be at least 1, is 0");
    }

    @Test
    void aCheckOnARefusedValueIsNotReported() {
        record Warmup(int warmupEpochs, int epochs) {
            Warmup {
                if (warmupEpochs > epochs) {
                    throw new IllegalArgumentException("warmup-epochs must be at most epochs, is " + warmupEpochs);
                }
            }
        }
        bind("epochs = many, warmup-epochs = 20", "", new Warmup(0, 10));
        assertProblems("run.conf:1: 'epochs' must be an int, is the string \"many\"");
    }

    @Test
    void failedChecksOfSeveralRecordsAreAllReported() {
        bind("epochs = 0\nema { decay = 2 }\nclip { value = x }", "train", TRAIN);

        assertProblems(
                "run.conf:1: 'train.epochs' must be at least 1, is 0",
                "run.conf:2: 'train.ema.decay' must be at most 1, is 2.0",
                "run.conf:3: 'train.clip.value' must be a number, is the string \"x\"");
    }

    @Test
    void unsupportedComponentsAreADefectOfTheRecord() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> bind("thread = 1", "", new Unsupported(null)));
        assertEquals("class java.lang.Thread cannot be a component of a configuration record", e.getMessage());
    }

    @Test
    void aRecordThatItsModuleHidesIsNamed(@TempDir Path folder) throws Exception {
        Record hidden = recordOfAModuleThatHidesIt(folder);

        IllegalStateException e = assertThrows(IllegalStateException.class, () -> bind("value = 1", "", hidden));
        assertEquals(
                "record plugin.hidden.Hidden is not accessible: make it public, and let its module-info have"
                        + " 'exports plugin.hidden'",
                e.getMessage());
    }

    private static Record recordOfAModuleThatHidesIt(Path folder) throws Exception {
        Map<String, String> sources = Map.of(
                "module-info.java", "module plugin { exports plugin.open; }",
                "plugin/hidden/Hidden.java", "package plugin.hidden; public record Hidden(int value) {}",
                "plugin/open/Maker.java",
                        "package plugin.open; public class Maker {"
                                + " public static Record make() { return new plugin.hidden.Hidden(1); } }");
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        String[] files = sources.keySet().stream()
                .map(name -> folder.resolve(name).toString())
                .toArray(String[]::new);
        assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, files));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved =
                boot.configuration().resolve(ModuleFinder.of(folder), ModuleFinder.of(), List.of("plugin"));
        ClassLoader loader = boot.defineModulesWithOneLoader(resolved, ClassLoader.getSystemClassLoader())
                .findLoader("plugin");
        return (Record) loader.loadClass("plugin.open.Maker").getMethod("make").invoke(null);
    }
}
