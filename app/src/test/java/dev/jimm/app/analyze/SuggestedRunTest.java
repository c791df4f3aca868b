package dev.jimm.app.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.core.analyze.DataReport;
import dev.jimm.core.analyze.DataReport.Balance;
import dev.jimm.core.analyze.DataReport.Broken;
import dev.jimm.core.analyze.DataReport.Channels;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Duplicates;
import dev.jimm.core.analyze.DataReport.OtherFiles;
import dev.jimm.core.analyze.DataReport.Sizes;
import dev.jimm.core.analyze.DataReport.Tally;
import dev.jimm.core.analyze.Quantiles;
import dev.jimm.core.analyze.Suggestion;
import dev.jimm.core.analyze.Suggestion.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every suggestion can be planned as a run with the plugins of the distribution. */
class SuggestedRunTest {
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    @TempDir
    private Path folder;

    /** Facts that a suggestion depends on; the rest is nothing in particular. */
    private record Facts(
            String root,
            int train,
            int validation,
            int width,
            int height,
            double imbalance,
            boolean multiLabel,
            List<Double> mean,
            List<Double> std,
            int gray16,
            int turned) {
        static Facts of(int train, int validation, int width, int height) {
            return new Facts(
                    "data/birds", train, validation, width, height, 1, false, IMAGENET_MEAN, IMAGENET_STD, 0, 0);
        }

        Facts root(String other) {
            return new Facts(other, train, validation, width, height, imbalance, multiLabel, mean, std, gray16, turned);
        }

        Facts odd(double otherImbalance, boolean severalLabels, double otherMean, double otherStd) {
            return new Facts(
                    root,
                    train,
                    validation,
                    width,
                    height,
                    otherImbalance,
                    severalLabels,
                    List.of(otherMean, otherMean, otherMean),
                    List.of(otherStd, otherStd, otherStd),
                    3,
                    4);
        }

        DataReport report() {
            int images = train + validation;
            Quantiles one = new Quantiles(1, 1, 1, 1, 1, 1, 1);
            Tally none = new Tally(0, 0, 0, 0);
            return new DataReport(
                    root,
                    "image-folder",
                    Map.of(),
                    images,
                    train,
                    validation,
                    multiLabel,
                    List.of(
                            new ClassCount("a", train / 2, validation / 2),
                            new ClassCount("b", train / 2, validation / 2)),
                    new Balance("a", "b", imbalance, 2, List.of(), 0),
                    new Sizes(all(width), all(height), one, one, one),
                    new Channels(mean, std, (long) images * width * height, 0, gray16, 0, turned),
                    new Duplicates(none, none, List.of()),
                    new Broken(0, List.of()),
                    new OtherFiles(0, List.of()),
                    List.of(),
                    null);
        }

        private static Quantiles all(int value) {
            return new Quantiles(value, value, value, value, value, value, value);
        }
    }

    /** The settings, after the run was planned. */
    private Map<String, String> planned(Facts facts) throws IOException {
        Suggestion suggestion = Suggestion.of(facts.report());
        Path file = folder.resolve("run.conf");
        Files.writeString(file, suggestion.hocon());
        Outcome outcome = Cli.run("describe", file);
        assertEquals("", outcome.err(), suggestion.hocon());
        assertEquals(0, outcome.exitCode());
        assertTrue(suggestion.settings().stream()
                .noneMatch(setting -> setting.reason().isBlank()));
        assertTrue(suggestion.hocon().lines().allMatch(line -> line.length() <= 80), suggestion.hocon());
        return suggestion.settings().stream().collect(Collectors.toMap(Setting::key, Setting::value));
    }

    private static void assertHas(Map<String, String> expected, Map<String, String> settings) {
        expected.forEach((key, value) -> assertEquals(value, settings.get(key), key));
    }

    @Test
    void littleData() throws IOException {
        Map<String, String> settings = planned(Facts.of(1000, 0, 500, 375));
        assertHas(
                Map.of(
                        "name", "birds",
                        "model.name", "resnet18d",
                        "data.validation-fraction", "0.2",
                        "data.batch-size", "32",
                        "input.size", "224",
                        "augment.policy", "trivial-augment-wide",
                        "augment.mixup", "0.2",
                        "optimizer.lr", "5.0e-04",
                        "train.epochs", "200"),
                settings);
        assertFalse(settings.containsKey("input.mean"), "near to ImageNet's");
        assertFalse(settings.containsKey("data.sampler.order"), "balanced");
        assertFalse(settings.containsKey("data.cache-megabytes"), "537 MB");
    }

    @Test
    void aMediumAmount() throws IOException {
        Map<String, String> settings = planned(Facts.of(50_000, 10_000, 160, 120));
        assertHas(
                Map.of(
                        "model.name", "resnet34d",
                        "data.batch-size", "64",
                        "input.size", "96",
                        "augment.policy", "rand-m9-mstd0.5-inc1",
                        "augment.erase.probability", "0.25",
                        "train.epochs", "100"),
                settings);
        assertFalse(settings.containsKey("data.validation-fraction"), "it has a part for that");
    }

    @Test
    void muchData() throws IOException {
        Map<String, String> settings = planned(Facts.of(1_200_000, 0, 500, 375));
        assertHas(
                Map.of(
                        "model.name", "resnet50d",
                        "data.batch-size", "128",
                        "data.validation-fraction", "0.1",
                        "augment.crop.scale", "[0.08, 1.0]",
                        "optimizer.lr", "1.0e-03",
                        "train.epochs", "60"),
                settings);
        assertFalse(settings.containsKey("augment.erase.probability"));
    }

    @Test
    void handfuls() throws IOException {
        Map<String, String> settings = planned(Facts.of(12, 3, 30, 20));
        assertHas(
                Map.of(
                        "data.batch-size", "4",
                        "data.cache-megabytes", "1",
                        "input.size", "64",
                        "input.crop-pct", "1.0"),
                settings);
    }

    /** Of each class, one image at least is held out. */
    @Test
    void noBatchIsLargerThanWhatIsLeftToTrainOn() throws IOException {
        assertEquals("2", planned(Facts.of(4, 0, 64, 64)).get("data.batch-size"));
        assertEquals("4", planned(Facts.of(8, 0, 64, 64)).get("data.batch-size"));
        Map<String, String> odd = planned(Facts.of(3, 2, 64, 64));
        assertEquals("3", odd.get("data.batch-size"));
        assertFalse(odd.containsKey("augment.mixup"), "images are mixed in pairs");
        assertFalse(odd.containsKey("augment.cutmix"));
    }

    @Test
    void unevenAndUnusual() throws IOException {
        Map<String, String> settings = planned(Facts.of(4000, 500, 300, 300).odd(40, false, 0.13, 0.3));
        assertHas(
                Map.of(
                        "data.sampler.order", "balanced",
                        "data.decode.exif-orientation", "true",
                        "data.decode.clip-gray16", "false",
                        "input.mean", "[0.1300, 0.1300, 0.1300]",
                        "input.std", "[0.3000, 0.3000, 0.3000]"),
                settings);
    }

    @Test
    void oneColourOnly() throws IOException {
        assertEquals(
                "[0.0010, 0.0010, 0.0010]",
                planned(Facts.of(400, 50, 64, 64).odd(1, false, 0.5, 0)).get("input.std"));
    }

    @Test
    void severalLabels() throws IOException {
        Map<String, String> settings = planned(Facts.of(4000, 500, 300, 300).odd(40, true, 0.45, 0.22));
        assertEquals("bce", settings.get("loss.name"));
        assertFalse(settings.containsKey("data.sampler.order"), "it takes one class an image");
    }

    @Test
    void theNumberOfImagesDecidesExactly() throws IOException {
        assertEquals("resnet18d", planned(Facts.of(4999, 1, 64, 64)).get("model.name"));
        assertEquals("resnet34d", planned(Facts.of(5000, 1, 64, 64)).get("model.name"));
        assertEquals("resnet34d", planned(Facts.of(99_999, 1, 64, 64)).get("model.name"));
        assertEquals("resnet50d", planned(Facts.of(100_000, 1, 64, 64)).get("model.name"));
    }

    @Test
    void foreignNamesStayNames() throws IOException {
        Map<String, String> settings = planned(Facts.of(100, 20, 64, 64).root("my data/#1 \"${x}\"\ntrain.epochs = 7"));
        assertEquals("1-x-train.epochs-7", settings.get("name").replace("\"", ""));
        assertEquals("200", settings.get("train.epochs"));
        assertEquals("run", planned(Facts.of(100, 20, 64, 64).root("/")).get("name"));
        assertEquals("\"true\"", planned(Facts.of(100, 20, 64, 64).root("true")).get("data.root"));
    }
}
