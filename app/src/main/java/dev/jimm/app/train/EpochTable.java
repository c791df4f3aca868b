package dev.jimm.app.train;

import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.app.text.Text;
import dev.jimm.core.metric.Metrics;
import java.io.PrintWriter;
import java.util.Map;

/** A line an epoch, of less than 80 columns. The columns stand closer where there is one for the averaged weights. */
final class EpochTable {
    private static final double PERCENT = 100;

    private final PrintWriter out;
    private final boolean ema;

    /** Prints the titles. */
    EpochTable(PrintWriter out, boolean ema) {
        this.out = out;
        this.ema = ema;
        out.println(
                ema
                        ? "  epoch     loss val loss    top-1      EMA     rate images/s wait    left"
                        : "  epoch     loss  val loss    top-1      rate  images/s  wait      left");
    }

    /** @param left seconds of the rest of the training; not finite where nothing is known of it */
    void add(EpochEnded ended, double left) {
        Map<String, Double> metrics = ended.metrics();
        String start = Text.format(
                ema ? "%7s %8.4f %8.4f %6.2f %%" : "%7s %8.4f  %8.4f  %6.2f %%",
                ended.epoch() + "/" + ended.epochs(),
                metrics.get("train-loss"),
                metrics.get(Metrics.LOSS),
                PERCENT * metrics.get(Metrics.TOP1));
        String average = ema ? Text.format(" %6.2f %%", PERCENT * metrics.get(Metrics.EMA + Metrics.TOP1)) : "";
        String end = Text.format(
                ema ? " %8.2e %8.0f %3.0f%% %7s" : "  %8.2e  %8.0f  %3.0f%%  %8s",
                metrics.get("rate"),
                ended.imagesPerSecond(),
                PERCENT * ended.dataShare(),
                Double.isFinite(left) ? Text.clock(left) : "-");
        String mark = ema ? " best" : "  best";
        out.println(start + average + end + (ended.best() ? mark : ""));
    }
}
