package dev.jimm.app.train;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Ended;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.app.text.Text;
import dev.jimm.core.metric.Metrics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows a training: a line an epoch, a moving bar on a terminal, and at the end what there is and what to do with it. */
final class TrainingDisplay implements TrainingListener {
    private static final String EMA_TOP1 = Metrics.EMA + Metrics.TOP1;
    private static final int BAD_SHOWN = 5;
    private static final double NANOS = 1e9;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;
    private final NextSteps next;
    private final LongSupplier nanoTime;
    private final SkippedUpdates skipped = new SkippedUpdates();

    private EpochBar bar;
    private EpochTable table;
    private Started started;
    private Stepped last;
    private long begin;
    /** Epochs, in part too, that were done at the beginning; below 0 until it is known. */
    private double doneBefore = -1;

    private int images;
    private double seconds;

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
    public void on(TrainingEvent event) {
        if (event instanceof Started first) {
            start(first);
        } else if (event instanceof Stepped step) {
            step(step);
        } else if (event instanceof Skipped update) {
            skipped.add(update);
        } else if (event instanceof EpochEnded epoch) {
            endEpoch(epoch);
        } else if (event instanceof Stopped stopped) {
            stop(stopped);
        } else if (event instanceof Ended ended) {
            end(ended.result());
        }
        out.flush();
    }

    private void start(Started first) {
        started = first;
        out.println(started.run() + ": " + started.model() + ", " + Text.millions(started.parameters())
                + " parameters, " + Text.count(started.classes(), "class"));
        out.println(Text.count(started.trainingSamples(), "image") + " to train on, "
                + Text.format("%,d", started.validationSamples()) + " held out");
        begin = nanoTime.getAsLong();
        if (started.epochsDone() == started.epochs()) {
            out.println("all epochs are trained already");
            return;
        }
        if (started.epochsDone() > 0 || started.batchesDone() > 0) {
            out.println("goes on in epoch " + (started.epochsDone() + 1)
                    + (started.batchesDone() > 0 ? " after batch " + started.batchesDone() : ""));
        }
        out.println();
    }

    private void step(Stepped step) {
        if (doneBefore < 0) {
            doneBefore = started.epochsDone() + (double) started.batchesDone() / step.batches();
        }
        last = step;
        images += step.samples();
        seconds += step.seconds();
        if (interactive) {
            if (bar == null) {
                bar = new EpochBar(out, step, started.epochs());
            }
            double done = step.epoch() - 1 + (double) step.batch() / step.batches();
            bar.step(step, images / seconds, left(done));
        }
    }

    private void endEpoch(EpochEnded ended) {
        close();
        if (last == null) { // all its batches were done before: nothing is known of the time that an epoch takes
            begin = nanoTime.getAsLong();
            doneBefore = ended.epoch();
        }
        if (table == null) {
            table = new EpochTable(out, ended.metrics().containsKey(EMA_TOP1));
        }
        table.add(ended, left(ended.epoch()));
        skipped.take().ifPresent(line -> out.println("        " + line));
        images = 0;
        seconds = 0;
    }

    /** The time that the rest will take when it goes on as since the start, in seconds; NaN where that was just now. */
    private double left(double done) {
        double rest = started.epochs() - done;
        return rest == 0 ? 0 : (nanoTime.getAsLong() - begin) / NANOS / (done - doneBefore) * rest;
    }

    private void stop(Stopped stopped) {
        close();
        skipped.take().ifPresent(out::println);
        out.println();
        out.println(
                switch (stopped.reason()) {
                    case NO_IMPROVEMENT -> "stopped early, since the epochs do not become better any more";
                    case INTERRUPTED -> "interrupted" + place() + "; a checkpoint is written";
                });
    }

    private String place() {
        return last == null ? "" : " after batch " + last.batch() + " of epoch " + last.epoch();
    }

    private void end(TrainingResult result) {
        close();
        out.println();
        boolean trained = result.bestEpoch() > 0;
        if (trained) {
            out.println(best(result) + " (this took " + Text.clock(result.seconds()) + ")");
        }
        if (result.skippedUpdates() > 0) {
            out.println(Text.count(result.skippedUpdates(), "update") + " skipped, whose values were not finite");
        }
        warnOfBadSamples(result);
        out.println(
                "results in " + result.folder() + ": " + (trained ? "report.md, metrics.csv, " : "") + "checkpoints");
        out.println();
        out.println("next");
        next.of(result).forEach(command -> out.println("  " + command));
    }

    /** The metric that chose the epoch, and the usual ones beside it. */
    private static String best(TrainingResult result) {
        Map<String, Double> metrics = result.bestMetrics();
        StringBuilder text = new StringBuilder("best ")
                .append(MetricText.of(result.metric(), metrics.get(result.metric())))
                .append(" in epoch ")
                .append(result.bestEpoch());
        for (String name : List.of(Metrics.TOP1, EMA_TOP1)) {
            if (metrics.containsKey(name) && !name.equals(result.metric())) {
                text.append(", ").append(MetricText.of(name, metrics.get(name)));
            }
        }
        return text.toString();
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
