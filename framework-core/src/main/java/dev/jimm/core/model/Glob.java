package dev.jimm.core.model;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.regex.Pattern;

/**
 * A pattern of names, as timm's {@code list_models} takes it: {@code *} stands for any letters, {@code ?} for one,
 * {@code [abc]} and {@code [a-c]} for one of these, {@code [!abc]} for one of the others.
 */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    /**
     * Reads a pattern.
     *
     * @throws JimmException (CONFIGURATION) when it is malformed
     */
    public Glob(String text) {
        this.text = text;
        this.pattern = Pattern.compile(expression());
    }

    /** Whether the pattern describes the whole name. */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    private String expression() {
        StringBuilder expression = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char letter = text.charAt(i);
            if (letter == '[') {
                int end = endOfSet(i);
                expression.append(set(text.substring(i + 1, end)));
                i = end;
            } else {
                expression.append(letter == '*' ? ".*" : letter == '?' ? "." : literal(letter));
            }
            i++;
        }
        return expression.toString();
    }

    /** The place of the bracket that closes a set. One that is the set's first letter is a letter like others. */
    private int endOfSet(int begin) {
        int first = text.startsWith("[!", begin) ? begin + 2 : begin + 1;
        int end = text.indexOf(']', first + 1);
        if (end < 0) {
            throw malformed("a '[' lacks its ']'");
        }
        return end;
    }

    private String set(String content) {
        boolean inverted = content.startsWith("!");
        StringBuilder set = new StringBuilder(inverted ? "[^" : "[");
        int i = inverted ? 1 : 0;
        while (i < content.length()) {
            char first = content.charAt(i);
            boolean isRange = i + 2 < content.length() && content.charAt(i + 1) == '-';
            char last = isRange ? content.charAt(i + 2) : first;
            if (first > last) {
                throw malformed("the range '" + first + "-" + last + "' is backwards");
            }
            set.append(literal(first)).append('-').append(literal(last));
            i += isRange ? 3 : 1;
        }
        return set.append(']').toString();
    }

    private static String literal(char letter) {
        return String.format("\\u%04x", (int) letter);
    }

    private JimmException malformed(String problem) {
        return new JimmException(Category.CONFIGURATION, "malformed pattern '" + text + "': " + problem);
    }
}
