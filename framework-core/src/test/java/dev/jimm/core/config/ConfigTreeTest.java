package dev.jimm.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTreeTest {
    enum Precision {
        FP32,
        MIXED_BF16
    }

    record Crop(List<Double> scale, double probability) {}

    record Ema(double decay) {}

    record Train(int epochs, long steps, double lr, Precision precision, Ema ema, Crop crop) {}

    record Run(String name, Path root, Duration timeout, Train train, Map<String, Integer> labels, Config optimizer) {}

    private static final Run RUN = new Run(
            "my run",
            Path.of("data/cifar-10"),
            Duration.ofMillis(1500),
            new Train(100, 3_000_000_000L, 1.5e-5, Precision.MIXED_BF16, null, new Crop(List.of(0.08, 1.0), 0.25)),
            Map.of(),
            ConfigFactory.empty());

    private static Run bind(Config config, Run defaults) {
        Problems problems = new Problems();
        Run run = ConfigBinder.bind(config, "", defaults, problems);
        problems.throwIfAny();
        return run;
    }

    @Test
    void everyValueIsDescribedWithItsOrigin() {
        Config recipe = ConfigFile.parse("train {\n  epochs = 30\n  ema = null\n}", "recipes/cifar.conf");
        Config run = ConfigFile.parse("""
            name = vit-cifar10
            labels { cat = 0, "include" = 1 }
            optimizer { weight-decay = 5e-2, name = adamw, betas = [0.9, 0.999], extra { } }
            """, "run.conf");
        Config setting = ConfigFile.parse("train.crop.scale=[0.5, 1]", "--set train.crop.scale=[0.5, 1]");
        Config source = setting.withFallback(run).withFallback(recipe);

        String description = ConfigTree.describe(bind(source, RUN), source);

        assertEquals("""
            name = vit-cifar10        # run.conf:1
            root = data/cifar-10      # default
            timeout = 1500ms          # default
            train {
              epochs = 30             # recipes/cifar.conf:2
              steps = 3000000000      # default
              lr = 1.5e-5             # default
              precision = mixed-bf16  # default
              ema = null              # recipes/cifar.conf:3
              crop {
                scale = [0.5, 1.0]    # --set
                probability = 0.25    # default
              }
            }
            labels {
              cat = 0                 # run.conf:2
              "include" = 1           # run.conf:2
            }
            optimizer {
              name = adamw            # run.conf:3
              betas = [0.9, 0.999]    # run.conf:3
              extra = {}              # run.conf:3
              weight-decay = 0.05     # run.conf:3
            }
            """, description);
    }

    @Test
    void aLongValueDoesNotPushTheColumnOfTheOthers() {
        String longName = "n".repeat(80);
        Config source = ConfigFile.parse("name = " + longName, "run.conf");
        List<String> lines =
                ConfigTree.describe(bind(source, RUN), source).lines().limit(2).toList();

        assertEquals("name = " + longName + "  # run.conf:1", lines.get(0));
        assertEquals("root = data/cifar-10      # default", lines.get(1));
    }

    @Test
    void aDescriptionParsesBackToTheSameConfiguration() {
        Config optimizer = ConfigFactory.parseString(
                "name = \"true\", path = \"a b/c\", \"dotted.key\" { x = [{ y = null, z = \"1\" }, \"\"] }, url ="
                        + " \"//x#\"");
        Run run = new Run("5", Path.of("C:\\data"), Duration.ofHours(2), RUN.train(), Map.of("a.b", 1), optimizer);

        Config parsed = ConfigFile.parse(ConfigTree.describe(run, ConfigFactory.empty()), "described");

        assertEquals(ConfigTree.toConfig(run), parsed);
        assertEquals(run, bind(parsed, RUN));
    }

    @Test
    void aRecordSurvivesTheWayToAConfigAndBack() {
        Config config = ConfigTree.toConfig(RUN);

        assertEquals("my run", config.getString("name"));
        assertEquals("mixed-bf16", config.getString("train.precision"));
        assertEquals("1500ms", config.getString("timeout"));
        assertEquals(List.of(0.08, 1.0), config.getDoubleList("train.crop.scale"));
        assertTrue(config.getIsNull("train.ema"));

        Train otherTrain = new Train(1, 1, 1, Precision.FP32, null, new Crop(List.of(), 0));
        Run other = new Run("x", Path.of("x"), Duration.ZERO, otherTrain, Map.of("x", 1), ConfigFactory.empty());
        assertEquals(RUN, bind(config, other));
    }

    @Test
    void equalConfigurationsDoNotDiffer() {
        Config a = ConfigFactory.parseString("a { b = 1, c = [1, 2.0] }");
        Config b = ConfigFactory.parseString("a.c = [1.0, 2], a.b = 1.0");
        assertEquals(List.of(), ConfigTree.differences(a, b));
    }

    @Test
    void differencesAreListedByKey() {
        Config a = ConfigFactory.parseString(
                "train { epochs = 100, lr = 5e-4, ema = null }, name = a, scale = [1], gone { x = 1 }, \"a.b\" = 1");
        Config b = ConfigFactory.parseString(
                "train { epochs = 200, lr = 5e-4, ema { decay = 0.9 } }, name = \"a b\", scale = [1, 2], new = 3");

        assertEquals(
                List.of(
                        "\"a.b\": 1 -> absent",
                        "gone: { x = 1 } -> absent",
                        "name: a -> \"a b\"",
                        "new: absent -> 3",
                        "scale: [1] -> [1, 2]",
                        "train.ema: null -> { decay = 0.9 }",
                        "train.epochs: 100 -> 200"),
                ConfigTree.differences(a, b));
    }
}
