package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.metric.Accumulator;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.metric.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static final List<String> ABOUT = List.of("model: tiny, 1,234 weights", "optimizer: adamw, rate 0.001");

    private static final String EXPECTED = """
        # demo

        Epoch 1 of 2 is the best by top1: **80.00 %**.

        - model: tiny, 1,234 weights
        - optimizer: adamw, rate 0.001

        ## Metrics

        Of the 5 held-out images.

        | metric             | epoch 1 (best) |  its EMA | epoch 2 (last) |  its EMA |
        |--------------------|---------------:|---------:|---------------:|---------:|
        | loss               |         0.7514 |   1.1514 |         1.1514 |   0.7514 |
        | top1               |        80.00 % |  40.00 % |        40.00 % |  80.00 % |
        | top5               |       100.00 % | 100.00 % |       100.00 % | 100.00 % |
        | precision-macro    |        88.89 % |  27.78 % |        27.78 % |  88.89 % |
        | recall-macro       |        83.33 % |  33.33 % |        33.33 % |  83.33 % |
        | f1-macro           |        82.22 % |  30.00 % |        30.00 % |  82.22 % |
        | precision-micro    |        80.00 % |  40.00 % |        40.00 % |  80.00 % |
        | recall-micro       |        80.00 % |  40.00 % |        40.00 % |  80.00 % |
        | f1-micro           |        80.00 % |  40.00 % |        40.00 % |  80.00 % |
        | precision-weighted |        86.67 % |  33.33 % |        33.33 % |  86.67 % |
        | recall-weighted    |        80.00 % |  40.00 % |        40.00 % |  80.00 % |
        | f1-weighted        |        78.67 % |  36.00 % |        36.00 % |  78.67 % |
        | calibration-error  |        22.39 % |  17.61 % |        17.61 % |  22.39 % |

        ## Epochs

        |  epoch |     rate | train-loss |   loss |    top1 |     top5 | ema-top1 |
        |-------:|---------:|-----------:|-------:|--------:|---------:|---------:|
        | best 1 | 1.00e-03 |     2.0000 | 0.7514 | 80.00 % | 100.00 % |  40.00 % |
        |      2 | 5.00e-04 |     1.0000 | 1.1514 | 40.00 % | 100.00 % |  80.00 % |

        ## Classes

        After epoch 2, the lowest F1 first.

        | class     | images | precision |  recall |      f1 | most taken for |
        |-----------|-------:|----------:|--------:|--------:|----------------|
        | \\<ape>    |      1 |    0.00 % |  0.00 % |  0.00 % | cat (1)        |
        | cat       |      2 |   33.33 % | 50.00 % | 40.00 % | dog\\|wolf (1)  |
        | dog\\|wolf |      2 |   50.00 % | 50.00 % | 50.00 % | cat (1)        |

        ## Confusions

        After epoch 2, the most frequent first.

        | class     | taken for | images | of the class |
        |-----------|-----------|-------:|-------------:|
        | cat       | dog\\|wolf |      1 |      50.00 % |
        | dog\\|wolf | cat       |      1 |      50.00 % |
        | \\<ape>    | cat       |      1 |     100.00 % |

        ## Skipped updates: 4

        Their loss or their gradients were not finite.

        ## Unreadable images: 3

        - im_0.jpg: no image
        - im_1.jpg: no image
        - and 1 more
        """;

    private static TrainingResult result(String metric, int best, int bad, long skipped) {
        List<String> listed = IntStream.range(0, Math.min(bad, 2))
                .mapToObj(i -> "im_" + i + ".jpg: no image")
                .toList();
        return new TrainingResult(Path.of("runs", "demo"), true, metric, best, Map.of(), listed, bad, skipped, 60);
    }

    private static EpochMetrics epoch(int number, Validation.Result validated) {
        return new EpochMetrics(number, 0.001 / number, 2.0 / number, validated.metrics());
    }

    /** Of samples whose logits are 1 for the predicted class and 0 for the others. */
    private static Evaluation single(int classes, int[][] labelsAndPredictions) {
        Accumulator accumulator = Accumulator.of(classes, false, Metrics.TOPS);
        for (int[] sample : labelsAndPredictions) {
            float[] logits = new float[classes];
            logits[sample[1]] = 1;
            accumulator.add(logits, new int[] {sample[0]});
        }
        return accumulator.evaluation();
    }

    private static int rows(String report, String section) {
        String rest = report.substring(report.indexOf("## " + section));
        int end = rest.indexOf("\n## ");
        String own = end < 0 ? rest : rest.substring(0, end);
        return (int) own.lines().filter(line -> line.startsWith("|")).count() - 2;
    }

    @Test
    void saysWhatAReaderWantsToKnow() {
        Evaluation worse = single(3, new int[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}});
        Evaluation better = single(3, new int[][] {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {2, 2}});
        List<EpochMetrics> epochs = List.of(
                epoch(1, new Validation.Result(better, Optional.of(worse))),
                epoch(2, new Validation.Result(worse, Optional.of(better))));
        String report = RunReport.of(
                ABOUT,
                result("top1", 1, 3, 4),
                epochs,
                List.of("cat", "dog|wolf", "<ape>"),
                new Validation.Result(worse, Optional.of(better)));
        assertEquals(EXPECTED, report);
    }

    private static Evaluation many(int classes) {
        return single(
                classes,
                IntStream.range(0, 3 * classes)
                        .mapToObj(i -> new int[] {i % classes, i < classes ? i : (i * 7 + 1) % classes})
                        .toArray(int[][]::new));
    }

    @Test
    void longTablesAreCut() {
        int classes = 50;
        Validation.Result validated = new Validation.Result(many(classes), Optional.empty());
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            epochs.add(epoch(i, validated));
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
        String report = RunReport.of(ABOUT, result("f1-macro", 7, 0, 0), epochs, names, validated);
        assertTrue(report.contains("Epoch 7 of 60 is the best by f1-macro: **33.33 %**."), report);
        assertEquals(13, rows(report, "Metrics"));
        assertEquals(21, rows(report, "Epochs"));
        assertTrue(report.contains("| best 7 |"), report);
        assertFalse(report.contains("|     40 |"), report);
        assertTrue(report.contains("|     41 |"), report);
        assertTrue(report.contains("the 20 of 50 with the lowest F1"), report);
        assertEquals(20, rows(report, "Classes"));
        assertEquals(20, rows(report, "Confusions"));
    }

    @Test
    void multiLabelDataHasAveragePrecisionAndNoConfusions() {
        Accumulator accumulator = Accumulator.of(2, true, Metrics.TOPS);
        accumulator.add(new float[] {1, 1}, new int[] {0});
        accumulator.add(new float[] {-1, 1}, new int[] {1});
        Validation.Result validated = new Validation.Result(accumulator.evaluation(), Optional.empty());
        String report = RunReport.of(
                ABOUT, result("map", 1, 0, 0), List.of(epoch(1, validated)), List.of("cat", "dog"), validated);
        assertTrue(
                report.contains("|  epoch |     rate | train-loss |   loss |     top1 |     top5 |     map |"), report);
        assertTrue(report.contains("| class | images | precision |   recall |       f1 | average precision |"), report);
        assertTrue(report.contains("| dog   |      1 |   50.00 % | 100.00 % |  66.67 % |           50.00 % |"), report);
        assertFalse(report.contains("Confusions"), report);
    }

    @Test
    void epochsFromBeforeThereWasAnAverageHaveNone() {
        Evaluation evaluation = single(2, new int[][] {{0, 0}, {1, 1}});
        Validation.Result with = new Validation.Result(evaluation, Optional.of(evaluation));
        List<EpochMetrics> epochs =
                List.of(epoch(1, new Validation.Result(evaluation, Optional.empty())), epoch(2, with));
        String report = RunReport.of(ABOUT, result("top1", 1, 0, 0), epochs, List.of("cat", "dog"), with);
        assertTrue(
                report.contains("| top1               |       100.00 % |       - |       100.00 % | 100.00 % |"),
                report);
    }

    @Test
    void linesEndWhereATextEnds() {
        Validation.Result validated = new Validation.Result(single(2, new int[][] {{0, 0}, {1, 1}}), Optional.empty());
        String report = RunReport.of(
                List.of(), result("top1", 1, 0, 0), List.of(epoch(1, validated)), List.of("cat", "dog"), validated);
        assertTrue(
                report.startsWith("# demo\n\nEpoch 1 of 1 is the best by top1: **100.00 %**.\n\n## Metrics\n"), report);
        assertTrue(report.endsWith("| -              |\n"), "no confusion, nothing unreadable: " + report);
    }
}
