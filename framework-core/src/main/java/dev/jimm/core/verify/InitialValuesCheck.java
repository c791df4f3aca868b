package dev.jimm.core.verify;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.verify.ModelFacts.TensorFacts;
import java.util.Locale;

/**
 * Compares how a model starts with how the reference started: mean and deviation of every parameter. Both are samples of one size, so
 * their means may differ by 6 standard errors, {@code 6 * deviation * sqrt(2 / n)}, and so may their deviations,
 * {@code 6 * deviation * sqrt(1 / n)} (the error for a normal distribution; it is smaller for a uniform or a cut one). Whatever does
 * not depend on chance must agree to the reference's 6 digits.
 *
 * <p>PyTorch draws a cut normal distribution by its inverse, from uniform numbers of 24 bits: once in 2^24 times that gives infinity,
 * which is moved to the end of the interval, 2 in timm. Such a stray value, 100 deviations away, shows in the deviation of a tensor; up
 * to two of them are allowed for in the reference.
 */
final class InitialValuesCheck {
    private static final double STANDARD_ERRORS = 6;
    private static final double ROUNDING = 1e-6;
    private static final int STRAYS = 2;
    private static final double STRAY_SQUARE = 4;
    private static final long SEED = 1;

    private InitialValuesCheck() {}

    static void check(ModelFacts reference, Model model, Differences differences) {
        for (TensorFacts fact : reference.tensors()) {
            if (fact.mean() != null) {
                model.parameters().find(fact.name()).ifPresent(param -> check(fact, param, differences));
            }
        }
    }

    private static void check(TensorFacts fact, Param param, Differences differences) {
        float[] values = Weights.initialValues(param, SEED);
        if (values.length == 1 && values[0] != Weights.initialValues(param, SEED + 1)[0]) {
            // a single random number has no deviation to compare with
            return;
        }
        TensorStatistics actual = TensorStatistics.of(values);
        double deviation = Math.max(actual.deviation(), fact.deviation());
        double error = deviation < ROUNDING ? 0 : STANDARD_ERRORS * deviation / Math.sqrt(values.length);
        compare(differences, "mean", param, actual.mean(), fact.mean(), error * Math.sqrt(2));
        double strayed = withStrays(actual.deviation(), fact.deviation(), values.length);
        boolean explained = error > 0 && Math.abs(strayed - fact.deviation()) <= error + ROUNDING;
        if (!explained) {
            compare(differences, "deviation", param, actual.deviation(), fact.deviation(), error);
        }
    }

    /** The deviation with so many stray values that it is nearest to the expected one. */
    private static double withStrays(double deviation, double expected, int count) {
        double nearest = deviation;
        for (int strays = 1; strays <= STRAYS; strays++) {
            double strayed = Math.sqrt(deviation * deviation + strays * STRAY_SQUARE / count);
            if (Math.abs(strayed - expected) < Math.abs(nearest - expected)) {
                nearest = strayed;
            }
        }
        return nearest;
    }

    private static void compare(
            Differences differences, String what, Param param, double actual, double expected, double error) {
        double allowed = error + ROUNDING * Math.max(1, Math.abs(expected));
        if (!(Math.abs(actual - expected) <= allowed)) {
            differences.add(
                    "initial " + what,
                    String.format(
                            Locale.ROOT,
                            "the initial %s of '%s' is %.6g, the reference says %.6g (at most %.1e apart is right)",
                            what,
                            param,
                            actual,
                            expected,
                            allowed));
        }
    }
}
