package dev.jimm.app.train;

import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.app.text.BarLine;
import dev.jimm.app.text.Text;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The bar of an epoch: one line that is written over again and again, and blank in the end. */
final class EpochBar implements AutoCloseable {
    private static final int INTERVAL_MILLIS = 200;

    private final BarLine line;
    private final ProgressBar bar;

    EpochBar(PrintWriter out, Stepped first, int epochs) {
        line = new BarLine(out);
        bar = ProgressBar.builder()
                .setTaskName(Text.format("%7s", first.epoch() + "/" + epochs))
                .setInitialMax(first.batches())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .hideEta()
                .setConsumer(line)
                .build();
    }

    void step(Stepped step, double imagesPerSecond, double secondsLeft) {
        boolean last = step.batch() == step.batches();
        bar.stepTo(step.batch());
        bar.setExtraMessage(
                last
                        ? " validating"
                        : Text.format(
                                " loss %.3f, %.0f images/s, %s left",
                                step.meanLoss(), imagesPerSecond, Text.clock(secondsLeft)));
    }

    @Override
    public void close() {
        bar.close();
        line.clear(); // the bar itself forgets to, when it is closed before it was first drawn
    }
}
