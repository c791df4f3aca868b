package dev.jimm.app.text;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The line of a terminal that a progress bar is drawn on again and again. Does not ask the terminal for its width,
 * which would take a native library.
 */
public record BarLine(PrintWriter out) implements ProgressBarConsumer {
    private static final int WIDTH = 79;

    @Override
    public int getMaxRenderedLength() {
        return WIDTH;
    }

    @Override
    public void accept(String rendered) {
        out.print('\r' + rendered);
        out.flush();
    }

    @Override
    public void clear() {
        out.print('\r' + " ".repeat(WIDTH) + '\r');
        out.flush();
    }

    @Override
    public void close() {}
}
