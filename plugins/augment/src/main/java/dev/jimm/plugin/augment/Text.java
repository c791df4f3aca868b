package dev.jimm.plugin.augment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** Descriptions for people. */
final class Text {
    private static final int DECIMALS = 4;
    private static final int NAME_COLUMN = 22;
    private static final int WEIGHT_COLUMN = 54;

    private Text() {}

    /** Rounded, without zeros at the end. */
    static String number(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A line for each operation of a list. */
    static String lines(String header, List<String> lines) {
        return lines.stream().map(line -> "\n  " + line.stripTrailing()).collect(Collectors.joining("", header, ""));
    }

    /** A name and what follows it in a column. */
    static String entry(String name, String effect) {
        return padded(name, NAME_COLUMN) + effect;
    }

    static String entry(String name, String effect, double weight) {
        return padded(entry(name, effect), WEIGHT_COLUMN) + "weight " + number(weight);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
