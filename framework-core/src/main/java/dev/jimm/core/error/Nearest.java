package dev.jimm.core.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the names that somebody probably meant. */
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {}

    /**
     * Up to three of the known names that resemble the wanted one, best first. A name counts when at most about a third of its
     * letters differ, an exchange of neighbours being one difference, or when one of the two begins with the other; upper and lower case count as the same.
     */
    public static List<String> names(String wanted, Collection<String> known) {
        String lower = lower(wanted);
        return known.stream()
                .filter(name -> isNear(lower, lower(name)))
                .sorted(Comparator.<String>comparingInt(name -> distance(lower, lower(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isNear(String wanted, String name) {
        return distance(wanted, name) <= Math.max(1, Math.max(wanted.length(), name.length()) / 3)
                || (wanted.length() >= 3 && (name.startsWith(wanted) || wanted.startsWith(name)));
    }

    /** The end of an error message: {@code "; did you mean 'a', 'b'?"}, or nothing when no name is near. */
    public static String hint(String wanted, Collection<String> known) {
        List<String> near = names(wanted, known);
        return near.isEmpty() ? "" : near.stream().collect(Collectors.joining("', '", "; did you mean '", "'?"));
    }

    /** How many letters must be changed, added, left out, or exchanged with the next one, to come from one to the other. */
    private static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
                if (isExchange(a, i, b, j)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            beforePrevious = previous;
            previous = current;
        }
        return previous[b.length()];
    }

    private static boolean isExchange(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
