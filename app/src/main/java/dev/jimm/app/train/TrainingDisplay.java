package dev.jimm.app.train;

import dev.jimm.app.text.Text;
import dev.jimm.core.train.EpochMetrics;
import dev.jimm.core.train.TrainingEvent;
import dev.jimm.core.train.TrainingEvent.Ended;
import dev.jimm.core.train.TrainingEvent.EpochEnded;
import dev.jimm.core.train.TrainingEvent.Saved;
import dev.jimm.core.train.TrainingEvent.Started;
import dev.jimm.core.train.TrainingEvent.Stepped;
import dev.jimm.core.train.TrainingResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Shows a training: a line an epoch, a moving bar on a terminal, and at the end what there is and what to do with it. */
final class TrainingDisplay implements Consumer<TrainingEvent>, AutoCloseable {
    private static final String HEADER = "  epoch     loss  val loss    top-1      rate  images/s  wait      left";
    private static final int BAD_SHOWN = 5;
    private static final double NANOS = 1e9;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;
    private final NextSteps next;
    private final LongSupplier nanoTime;

    private EpochBar bar;
    private int epochs;
    private long begin;
    /** Epochs, in part too, that were done at the beginning. */
    private double doneBefore;

    private int images;
    private double seconds;
    private double dataSeconds;

    /**
     * @param interactive whether a person watches a terminal
     * @param next to be told in the end
     * @param nanoTime as {@link System#nanoTime}
     */
    TrainingDisplay(PrintWriter out, PrintWriter err, boolean interactive, NextSteps next, LongSupplier nanoTime) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.next = next;
        this.nanoTime = nanoTime;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof Started started) {
            start(started);
        } else if (event instanceof Stepped step) {
            step(step);
        } else if (event instanceof EpochEnded epoch) {
            endEpoch(epoch);
        } else if (event instanceof Ended ended) {
            end(ended.result());
        } else if (event instanceof Saved) {
            return; // the epoch's line tells as much
        }
        out.flush();
    }

    private void start(Started started) {
        epochs = started.epochs();
        out.println(started.run() + ": " + started.model() + ", " + Text.millions(started.parameters())
                + " parameters, " + Text.count(started.classes(), "class"));
        out.println(Text.count(started.trainingSamples(), "image") + " to train on, "
                + Text.format("%,d", started.validationSamples()) + " held out");
        begin = nanoTime.getAsLong();
        doneBefore = Double.NaN;
        if (started.firstEpoch() == epochs) {
            out.println("all epochs are trained already");
            return;
        }
        if (started.firstEpoch() > 0 || started.firstBatch() > 0) {
            out.println("goes on in epoch " + (started.firstEpoch() + 1)
                    + (started.firstBatch() > 0 ? " after batch " + started.firstBatch() : ""));
        }
        out.println();
        out.println(HEADER);
    }

    private void step(Stepped step) {
        if (Double.isNaN(doneBefore)) {
            doneBefore = step.epoch() + (step.batch() - 1.0) / step.batches();
        }
        images += step.samples();
        seconds += step.seconds();
        dataSeconds += step.dataSeconds();
        if (interactive) {
            if (bar == null) {
                bar = new EpochBar(out, step, epochs);
            }
            double done = step.epoch() + (double) step.batch() / step.batches();
            bar.step(step, images / seconds, left(done));
        }
    }

    private void endEpoch(EpochEnded ended) {
        close();
        EpochMetrics row = ended.metrics();
        out.println(Text.format(
                "%7s %8.4f  %8.4f  %6.2f %%  %8.2e  %8.0f  %3.0f%%  %8s%s",
                row.epoch() + "/" + epochs,
                row.trainLoss(),
                row.validationLoss(),
                100 * row.top1(),
                row.rate(),
                images / seconds,
                100 * dataSeconds / seconds,
                Text.clock(left(row.epoch())),
                ended.best() ? "  best" : ""));
        images = 0;
        seconds = 0;
        dataSeconds = 0;
    }

    /** The time that the rest will take when it goes on as since the start, in seconds. */
    private double left(double done) {
        return (nanoTime.getAsLong() - begin) / NANOS / (done - doneBefore) * (epochs - done);
    }

    private void end(TrainingResult result) {
        out.println();
        if (result.best() != null) {
            out.println("best top-1 " + Text.percent(result.best().top1()) + " in epoch "
                    + result.best().epoch() + " (this took " + Text.clock(result.seconds()) + ")");
        }
        warnOfBadSamples(result);
        out.println("results in " + result.folder() + ": report.md, metrics.csv, checkpoints");
        out.println();
        out.println("next");
        next.of(result).forEach(command -> out.println("  " + command));
    }

    private void warnOfBadSamples(TrainingResult result) {
        if (result.badSampleCount() == 0) {
            return;
        }
        err.println("jimm: " + Text.count(result.badSampleCount(), "image") + " could not be read:");
        List<String> listed = result.badSamples();
        listed.stream().limit(BAD_SHOWN).forEach(sample -> err.println("  " + sample));
        if (result.badSampleCount() > BAD_SHOWN) {
            err.println("  and " + (result.badSampleCount() - BAD_SHOWN) + " more");
        }
    }

    /** Removes the bar, also when a training fails. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
