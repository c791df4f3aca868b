package dev.jimm.app.text;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar of images that are worked through, with the time that is left; blank in the end. Threads may step at once. */
public final class ImagesBar implements AutoCloseable {
    private static final int INTERVAL_MILLIS = 200;

    private final BarLine line;
    private final ProgressBar bar;

    public ImagesBar(PrintWriter out, int images) {
        line = new BarLine(out);
        bar = ProgressBar.builder()
                .setTaskName("images")
                .setInitialMax(images)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(line)
                .build();
    }

    public void step() {
        bar.step();
    }

    @Override
    public void close() {
        bar.close();
        line.clear(); // the bar itself forgets to, when it is closed before it was first drawn
    }
}
