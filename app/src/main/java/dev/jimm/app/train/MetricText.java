package dev.jimm.app.train;

import dev.jimm.app.text.Text;
import java.util.Map;

/** Metrics as people read them. */
final class MetricText {
    private static final String EMA = "ema-";
    private static final Map<String, String> TITLES =
            Map.of("loss", "validation loss", "top1", "top-1", "top5", "top-5", "map", "mAP");

    private MetricText() {}

    /** {@code EMA top-1 62.50 %}. */
    static String of(String name, double value) {
        boolean ema = name.startsWith(EMA);
        String plain = ema ? name.substring(EMA.length()) : name;
        String number = plain.endsWith("loss") ? Text.format("%.4f", value) : Text.percent(value);
        return (ema ? "EMA " : "") + TITLES.getOrDefault(plain, plain) + " " + number;
    }
}
