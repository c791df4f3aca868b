package dev.jimm.app.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and words as people read them; the same in every language of the machine. */
public final class Text {
    private static final double MILLION = 1e6;
    private static final double KIBI = 1024;

    private Text() {}

    /** As {@link String#format}, with a point before decimals. */
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A number of parameters: {@code 25.6 M}. */
    public static String millions(long count) {
        return format(count < MILLION ? "%.2f M" : "%.1f M", count / MILLION);
    }

    /** A part of 1 in percent: {@code 97.50 %}. */
    public static String percent(double part) {
        return format("%.2f %%", 100 * part);
    }

    /** A duration: {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    public static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? format("%d:%02d", whole / 60, whole % 60)
                : format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** An amount of memory: {@code 23.4 GB}. */
    public static String bytes(long bytes) {
        double mega = bytes / KIBI / KIBI;
        if (mega < 1) {
            return format("%.0f KB", bytes / KIBI);
        }
        return mega < KIBI ? format("%.0f MB", mega) : format("%.1f GB", mega / KIBI);
    }

    /** A count with its noun: {@code 1 image}, {@code 12 images}, {@code 2 classes}, {@code 2 policies}. */
    public static String count(long count, String noun) {
        return format("%,d %s", count, count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.endsWith("y")) {
            return noun.substring(0, noun.length() - 1) + "ies";
        }
        return noun.endsWith("s") ? noun + "es" : noun + "s";
    }

    /** Words with commas between them, in lines of no more than the width where a word is not wider itself. */
    public static List<String> wrap(Iterable<String> words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0 && line.length() + 3 + word.length() > width) {
                lines.add(line.append(',').toString());
                line = new StringBuilder();
            }
            line.append(line.length() == 0 ? "" : ", ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
