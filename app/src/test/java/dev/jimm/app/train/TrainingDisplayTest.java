package dev.jimm.app.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingEvent.Ended;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Saved;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainingDisplayTest {
    private static final int WIDTH = 80;
    private static final Path FOLDER = Path.of("runs", "first");
    private static final Map<String, Double> FIRST =
            Map.of("rate", 1e-3, "train-loss", 2.25, "loss", 1.5, "top1", 0.5, "f1-macro", 0.25);
    private static final Map<String, Double> SECOND =
            Map.of("rate", 5e-4, "train-loss", 1.75, "loss", 1.25, "top1", 0.625, "f1-macro", 0.5);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private List<String> plugins = List.of();
    private long seconds;

    private TrainingDisplay display(boolean interactive) {
        return new TrainingDisplay(
                new PrintWriter(out),
                new PrintWriter(err, true),
                interactive,
                new NextSteps(List.of("run.conf", "--set", "train.epochs=2"), plugins),
                () -> seconds * 1_000_000_000);
    }

    private static Started started(int epochsDone, int batchesDone) {
        boolean resumed = epochsDone + batchesDone > 0;
        return new Started(
                "first",
                FOLDER,
                "resnet18",
                11_181_642,
                10,
                1600,
                400,
                2,
                epochsDone,
                batchesDone,
                2L * epochsDone + batchesDone,
                resumed);
    }

    /** An update of 32 images that took a second, a quarter of which it waited for data. */
    private Stepped step(int epoch, int batch) {
        seconds++;
        return new Stepped(epoch, batch, 2, 2L * epoch + batch - 2, 32, 2.5, 2.25, 1e-3, 4, 1, 0.25);
    }

    private static EpochEnded ended(int epoch, Map<String, Double> metrics, boolean best) {
        return new EpochEnded(epoch, 2, 2L * epoch, metrics, best, 2, 32, 0.25, 1 << 30);
    }

    private static Map<String, Double> withEma(Map<String, Double> metrics, double top1) {
        Map<String, Double> more = new TreeMap<>(metrics);
        more.put("ema-top1", top1);
        return more;
    }

    private static TrainingResult result(boolean finished, String metric, Map<String, Double> best, long skipped) {
        return new TrainingResult(FOLDER, finished, metric, best.isEmpty() ? 0 : 2, best, List.of(), 0, skipped, 62);
    }

    private String printed() {
        return out.toString().replace(System.lineSeparator(), "\n").replace('\\', '/');
    }

    @Test
    void showsALineAnEpochAndWhatToDoNext() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(step(1, 1));
            display.on(step(1, 2));
            display.on(ended(1, FIRST, true));
            display.on(new Saved(FOLDER.resolve("checkpoints")));
            display.on(step(2, 1));
            display.on(step(2, 2));
            display.on(ended(2, SECOND, false));
            display.on(new Ended(result(true, "top1", SECOND, 0)));
        }
        assertEquals("""
                first: resnet18, 11.2 M parameters, 10 classes
                1,600 images to train on, 400 held out

                  epoch     loss  val loss    top-1      rate  images/s  wait      left
                    1/2   2.2500    1.5000   50.00 %  1.00e-03        32   25%      0:02  best
                    2/2   1.7500    1.2500   62.50 %  5.00e-04        32   25%      0:00

                best top-1 62.50 % in epoch 2 (this took 1:02)
                results in runs/first: report.md, metrics.csv, checkpoints

                next
                  jimm validate runs/first --per-class
                  jimm predict runs/first IMAGE-OR-FOLDER
                """, printed());
        assertEquals("", err.toString());
    }

    @Test
    void showsTheAveragedWeightsBesideTheOthers() {
        Map<String, Double> best = withEma(SECOND, 0.65);
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(step(1, 2));
            display.on(ended(1, withEma(FIRST, 0.1), true));
            display.on(step(2, 2));
            display.on(ended(2, best, true));
            display.on(new Ended(result(true, "ema-top1", best, 0)));
        }
        assertTrue(printed().contains("""
                  epoch     loss val loss    top-1      EMA     rate images/s wait    left
                    1/2   2.2500   1.5000  50.00 %  10.00 % 1.00e-03       32  25%    0:01 best
                    2/2   1.7500   1.2500  62.50 %  65.00 % 5.00e-04       32  25%    0:00 best

                best EMA top-1 65.00 % in epoch 2, top-1 62.50 % (this took 1:02)
                """), printed());
    }

    @Test
    void fitsIntoATerminal() {
        Map<String, Double> wide =
                Map.of("rate", 1e-3, "train-loss", 12.25, "loss", 11.5, "top1", 1.0, "ema-top1", 1.0);
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            seconds = 9 * 3600;
            display.on(step(1, 2));
            display.on(new EpochEnded(1, 2, 600, wide, true, 2, 12_345_678, 1, 1 << 30));
            display.on(new Stopped(Stopped.Reason.INTERRUPTED));
            display.on(new Ended(result(false, "top1", wide, 123)));
        }
        assertTrue(printed().lines().allMatch(line -> line.length() < WIDTH), printed());
    }

    @Test
    void tellsWhichMetricChoseTheBestEpoch() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(new Ended(result(true, "f1-macro", SECOND, 0)));
            display.on(new Ended(result(true, "loss", SECOND, 0)));
        }
        assertTrue(
                printed().contains("\nbest f1-macro 50.00 % in epoch 2, top-1 62.50 % (this took 1:02)\n"), printed());
        assertTrue(
                printed().contains("\nbest validation loss 1.2500 in epoch 2, top-1 62.50 % (this took 1:02)\n"),
                printed());
    }

    @Test
    void tellsOfUpdatesThatWereSkipped() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(new Skipped(1, 1, 1, Skipped.Reason.GRADIENTS, 32768));
            display.on(step(1, 2));
            display.on(ended(1, FIRST, true));
            display.on(new Skipped(2, 1, 2, Skipped.Reason.GRADIENTS, 1));
            display.on(new Skipped(2, 2, 2, Skipped.Reason.LOSS, 1));
            display.on(ended(2, SECOND, true));
            display.on(new Ended(result(true, "top1", SECOND, 3)));
        }
        assertTrue(
                printed()
                        .contains(
                                "best\n        1 update skipped: gradients not finite; the loss scale is now 32768\n"),
                printed());
        assertTrue(printed().contains("best\n        2 updates skipped: loss or gradients not finite\n\n"), printed());
        assertTrue(printed().contains("\n3 updates skipped, whose values were not finite\n"), printed());
    }

    @Test
    void countsTheTimeLeftFromWhereItGoesOn() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 1));
            display.on(step(1, 2));
            display.on(ended(1, FIRST, true));
        }
        assertTrue(printed().contains("\ngoes on in epoch 1 after batch 1\n"), printed());
        assertTrue(printed().endsWith("  25%      0:02  best\n"), printed());
    }

    @Test
    void whereOnlyTheValidationWasLeftTheTimeLeftIsMeasuredFromThere() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 2));
            seconds = 100;
            display.on(ended(1, FIRST, true));
            display.on(step(2, 1));
            display.on(step(2, 2));
            display.on(ended(2, SECOND, true));
        }
        assertTrue(printed().contains("  25%         -  best\n"), printed());
        assertTrue(printed().endsWith("  25%      0:00  best\n"), printed());
    }

    @Test
    void theTimeLeftIsThatOfTheUpdatesSinceThen() {
        try (TrainingDisplay display = display(true)) {
            display.on(started(0, 2));
            seconds = 100;
            display.on(ended(1, FIRST, true));
            display.on(step(2, 1));
        }
        assertTrue(printed().contains(", 0:01 left"), printed());
    }

    @Test
    void tellsHowToGoOnWithARunThatWasInterrupted() {
        try (TrainingDisplay display = display(true)) {
            display.on(started(0, 0));
            display.on(step(1, 1));
            display.on(new Saved(FOLDER.resolve("checkpoints")));
            display.on(new Stopped(Stopped.Reason.INTERRUPTED));
            display.on(new Ended(result(false, "top1", Map.of(), 0)));
        }
        assertTrue(printed().endsWith("""

                interrupted after batch 1 of epoch 1; a checkpoint is written

                results in runs/first: checkpoints

                next
                  jimm train run.conf --set train.epochs=2 --resume
                  jimm validate runs/first --per-class
                  jimm predict runs/first IMAGE-OR-FOLDER
                """), printed());
    }

    @Test
    void thereIsNothingToGoOnWithAfterAnEarlyStop() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(step(1, 2));
            display.on(ended(1, FIRST, true));
            display.on(new Stopped(Stopped.Reason.NO_IMPROVEMENT));
            display.on(new Ended(result(true, "top1", SECOND, 0)));
        }
        assertTrue(
                printed().contains("\n\nstopped early, since the epochs do not become better any more\n\nbest top-1 "),
                printed());
        assertTrue(printed().contains("\nnext\n  jimm validate "), printed());
    }

    @Test
    void furtherPluginsAreNeededNextTimeToo() {
        plugins = List.of("--plugins", "my plugins");
        try (TrainingDisplay display = display(false)) {
            display.on(started(0, 0));
            display.on(new Ended(result(false, "top1", Map.of(), 0)));
        }
        assertTrue(printed().endsWith("""
                next
                  jimm train run.conf --set train.epochs=2 --resume --plugins 'my plugins'
                  jimm validate runs/first --per-class --plugins 'my plugins'
                  jimm predict runs/first IMAGE-OR-FOLDER --plugins 'my plugins'
                """), printed());
    }

    @Test
    void tellsThatThereIsNothingToTrain() {
        try (TrainingDisplay display = display(false)) {
            display.on(started(2, 0));
        }
        assertTrue(printed().endsWith("\nall epochs are trained already\n"), printed());
    }

    @Test
    void listsTheFirstUnreadableImages() {
        List<String> bad = List.of("1.jpg: a", "2.jpg: b", "3.jpg: c", "4.jpg: d", "5.jpg: e", "6.jpg: f");
        try (TrainingDisplay display = display(false)) {
            display.on(new Ended(new TrainingResult(FOLDER, true, "top1", 2, SECOND, bad, 7, 0, 62)));
        }
        assertEquals("""
                jimm: 7 images could not be read:
                  1.jpg: a
                  2.jpg: b
                  3.jpg: c
                  4.jpg: d
                  5.jpg: e
                  and 2 more
                """, err.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void aTerminalSeesABarThatIsGoneInTheEnd() {
        try (TrainingDisplay display = display(true)) {
            display.on(started(0, 0));
            display.on(step(1, 1));
            display.on(step(1, 2));
            display.on(ended(1, FIRST, true));
        }
        String line = printed().lines().reduce((first, second) -> second).orElseThrow();
        assertTrue(printed().contains("\r    1/2"), printed());
        assertTrue(printed().contains("\r" + " ".repeat(79) + "\r  epoch     loss"), printed());
        assertTrue(line.endsWith("0:02  best"), line);
    }
}
