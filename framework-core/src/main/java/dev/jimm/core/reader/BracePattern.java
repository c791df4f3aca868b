package dev.jimm.core.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Names with braces, as shells and WebDataset have them: {@code shard-{000..012}.tar}, {@code {a,b}.tar}. */
final class BracePattern {
    private static final int MOST = 1_000_000;
    private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

    private BracePattern() {}

    /**
     * All names of a pattern, in its order; of several braces, the last one changes first.
     *
     * @throws IllegalArgumentException if braces are not closed, a range runs backwards, or there are more than a
     *     million names
     */
    static List<String> expand(String pattern) {
        List<String> names = List.of("");
        Matcher braces = BRACES.matcher(pattern);
        int end = 0;
        while (braces.find()) {
            List<String> choices = choices(pattern, braces.group(1));
            if ((long) names.size() * choices.size() > MOST) {
                throw new IllegalArgumentException("'" + pattern + "' gives more than " + MOST + " names");
            }
            names = joined(names, pattern.substring(end, braces.start()), choices);
            end = braces.end();
        }
        names = joined(names, pattern.substring(end), List.of(""));
        if (names.stream().anyMatch(name -> name.contains("{") || name.contains("}"))) {
            throw new IllegalArgumentException("'" + pattern + "' has braces that do not match");
        }
        return names;
    }

    private static List<String> choices(String pattern, String inBraces) {
        Matcher range = RANGE.matcher(inBraces);
        if (!range.matches()) {
            return List.of(inBraces.split(",", -1));
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        if (last < first || last - first >= MOST) {
            throw new IllegalArgumentException("'" + pattern + "' has the range {" + inBraces
                    + "}, which must run upwards over at most " + MOST + " numbers");
        }
        // The first number gives the width, as in a shell.
        int width = range.group(1).length();
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> String.format(Locale.ROOT, "%0" + width + "d", number))
                .toList();
    }

    private static List<String> joined(List<String> starts, String text, List<String> choices) {
        List<String> names = new ArrayList<>();
        for (String start : starts) {
            choices.forEach(choice -> names.add(start + text + choice));
        }
        return names;
    }
}
