package dev.jimm.core.reader;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Locale;

/**
 * Orders names as people do, with 2 before 10 and without regard to case; the order in which timm numbers the classes
 * of a folder.
 */
final class NaturalOrder implements Comparator<String> {
    static final Comparator<String> INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            boolean digits = isDigit(a.charAt(i));
            if (digits != isDigit(b.charAt(j))) {
                // Names begin with a text, which may be empty: before a number, one ends here and the other goes on.
                return digits ? -1 : 1;
            }
            int endA = end(a, i, digits);
            int endB = end(b, j, digits);
            String runA = a.substring(i, endA);
            String runB = b.substring(j, endB);
            int result = digits ? compareNumbers(runA, runB) : runA.compareTo(runB);
            if (result != 0) {
                return result;
            }
            i = endA;
            j = endB;
        }
        int result = Integer.compare(a.length() - i, b.length() - j);
        return result != 0 ? result : left.compareTo(right);
    }

    private static int compareNumbers(String a, String b) {
        return new BigInteger(a).compareTo(new BigInteger(b));
    }

    private static int end(String text, int start, boolean digits) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end)) == digits) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
