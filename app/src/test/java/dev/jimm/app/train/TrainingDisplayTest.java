package dev.jimm.app.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.train.EpochMetrics;
import dev.jimm.core.train.TrainingEvent.Ended;
import dev.jimm.core.train.TrainingEvent.EpochEnded;
import dev.jimm.core.train.TrainingEvent.Started;
import dev.jimm.core.train.TrainingEvent.Stepped;
import dev.jimm.core.train.TrainingResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingDisplayTest {
    private static final EpochMetrics FIRST = new EpochMetrics(1, 1e-3, 2.25, 1.5, 0.5, 0.9);
    private static final EpochMetrics SECOND = new EpochMetrics(2, 5e-4, 1.75, 1.25, 0.625, 0.95);

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

    private static Started started(int firstEpoch, int firstBatch) {
        return new Started("first", "resnet18", 11_181_642, 10, 1600, 400, 2, firstEpoch, firstBatch);
    }

    /** An update of 32 images that took a second, a quarter of which it waited for data. */
    private Stepped step(int epoch, int batch) {
        seconds++;
        return new Stepped(epoch, batch, 2, 32, 2.5, 2.25, 1e-3, 1, 0.25);
    }

    private static TrainingResult result(boolean finished, List<String> bad, int badCount) {
        return new TrainingResult(
                Path.of("runs", "first"), List.of(FIRST, SECOND), SECOND, finished, bad, badCount, 62);
    }

    private String printed() {
        return out.toString().replace(System.lineSeparator(), "\n").replace('\\', '/');
    }

    @Test
    void showsALineAnEpochAndWhatToDoNext() {
        try (TrainingDisplay display = display(false)) {
            display.accept(started(0, 0));
            display.accept(step(0, 1));
            display.accept(step(0, 2));
            display.accept(new EpochEnded(FIRST, 2, true, 2));
            display.accept(step(1, 1));
            display.accept(step(1, 2));
            display.accept(new EpochEnded(SECOND, 2, false, 2));
            display.accept(new Ended(result(true, List.of(), 0)));
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
    void countsTheTimeLeftFromWhereItGoesOn() {
        try (TrainingDisplay display = display(false)) {
            display.accept(started(0, 1));
            display.accept(step(0, 2));
            display.accept(new EpochEnded(FIRST, 2, true, 2));
        }
        assertTrue(printed().contains("\ngoes on in epoch 1 after batch 1\n"), printed());
        assertTrue(printed().endsWith("  25%      0:02  best\n"), printed());
    }

    @Test
    void tellsHowToGoOnWithARunThatWasStopped() {
        try (TrainingDisplay display = display(false)) {
            display.accept(started(0, 0));
            display.accept(new Ended(result(false, List.of(), 0)));
        }
        assertTrue(printed().contains("\nnext\n  jimm train run.conf --set train.epochs=2 --resume\n"), printed());
    }

    @Test
    void furtherPluginsAreNeededNextTimeToo() {
        plugins = List.of("--plugins", "my plugins");
        try (TrainingDisplay display = display(false)) {
            display.accept(started(0, 0));
            display.accept(new Ended(result(false, List.of(), 0)));
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
            display.accept(started(2, 0));
        }
        assertTrue(printed().endsWith("\nall epochs are trained already\n"), printed());
    }

    @Test
    void listsTheFirstUnreadableImages() {
        List<String> bad = List.of("1.jpg: a", "2.jpg: b", "3.jpg: c", "4.jpg: d", "5.jpg: e", "6.jpg: f");
        try (TrainingDisplay display = display(false)) {
            display.accept(new Ended(result(true, bad, 7)));
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
            display.accept(started(0, 0));
            display.accept(step(0, 1));
            display.accept(step(0, 2));
            display.accept(new EpochEnded(FIRST, 2, true, 2));
        }
        String line = printed().lines().reduce((first, second) -> second).orElseThrow();
        assertTrue(printed().contains("\r    1/2"), printed());
        assertTrue(printed().contains("\r" + " ".repeat(79) + "\r    1/2   2.2500"), printed());
        assertTrue(line.endsWith("0:02  best"), line);
    }
}
