package dev.jimm.app.train;

import dev.jimm.app.text.Text;
import dev.jimm.core.metric.Metrics;
import java.util.Map;

/** Metrics as people read them. */
final class MetricText {
    private static final Map<String, String> TITLES = Map.of(
            Metrics.LOSS,
            "validation loss",
            Metrics.TOP1,
            "top-1",
            Metrics.TOP5,
            "top-5",
            Metrics.MEAN_AVERAGE_PRECISION,
            "mAP");

    private MetricText() {}

    /** {@code EMA top-1 62.50 %}. */
    static String of(String name, double value) {
        boolean ema = name.startsWith(Metrics.EMA);
        String plain = ema ? name.substring(Metrics.EMA.length()) : name;
        String number = plain.endsWith("loss") ? Text.format("%.4f", value) : Text.percent(value);
        return (ema ? "EMA " : "") + TITLES.getOrDefault(plain, plain) + " " + number;
    }
}
