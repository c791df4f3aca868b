package dev.jimm.app.text;

import dev.jimm.core.hub.DownloadListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar of a file's bytes for a terminal, blank when the file is there; what goes wrong comes in lines of its own. */
public final class DownloadBar implements DownloadListener, AutoCloseable {
    private static final int INTERVAL_MILLIS = 200;
    private static final int MEGABYTE = 1 << 20;

    private final PrintWriter out;
    private final boolean visible;
    private final BarLine line;
    private ProgressBar bar;

    /** @param visible whether a person watches; otherwise only what goes wrong is said */
    public DownloadBar(PrintWriter out, boolean visible) {
        this.out = out;
        this.visible = visible;
        line = new BarLine(out);
    }

    @Override
    public synchronized void begins(String file, long bytes, long present) {
        close();
        if (visible) {
            bar = ProgressBar.builder()
                    .setTaskName(shortened(file))
                    .setInitialMax(bytes)
                    .setUnit(" MB", MEGABYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(INTERVAL_MILLIS)
                    .setConsumer(line)
                    .build();
            bar.stepTo(present);
        }
    }

    private static String shortened(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    @Override
    public synchronized void received(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    @Override
    public synchronized void triesAgain(String file, String reason) {
        close();
        out.println("jimm: " + file + ": " + reason + "; trying again");
    }

    @Override
    public synchronized void waits(String file) {
        out.println("jimm: " + file + ": somebody else downloads it; waiting");
    }

    @Override
    public synchronized void ends(String file) {
        close();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            line.clear(); // the bar itself forgets to, when it is closed before it was first drawn
            bar = null;
        }
    }
}
