package dev.jimm.core.verify;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The largest of many differences from a reference, as a part of what is allowed. */
final class Worst {
    private final double absolute;
    private final double relative;
    private double part = -1;
    private Supplier<String> text = () -> "nothing was compared";

    /** @param relative is allowed beside the absolute difference, as a part of the reference */
    Worst(double absolute, double relative) {
        this.absolute = absolute;
        this.relative = relative;
    }

    void compare(String where, float[] actual, List<Double> expected) {
        if (actual.length != expected.size()) {
            note(
                    Double.POSITIVE_INFINITY,
                    () -> where + " has " + actual.length + " values, the reference " + expected.size());
            return;
        }
        for (int i = 0; i < actual.length; i++) {
            int index = i;
            double value = actual[i];
            double reference = expected.get(i);
            double apart = Math.abs(value - reference) / (absolute + relative * Math.abs(reference));
            note(
                    Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart,
                    () -> found(apart, index, where, value, reference));
        }
    }

    private static String found(double apart, int index, String where, double actual, double reference) {
        return String.format(
                Locale.ROOT,
                apart <= 1
                        ? "within %.2f of the tolerance, at value %d of %s"
                        : "%.2f times the tolerance away, at value %d of %s: %.8g, the reference says %.8g",
                apart,
                index,
                where,
                actual,
                reference);
    }

    private void note(double found, Supplier<String> what) {
        if (found > part) {
            part = found;
            text = what;
        }
    }

    Case result(String name) {
        return new Case(name, part >= 0 && part <= 1, text.get());
    }
}
