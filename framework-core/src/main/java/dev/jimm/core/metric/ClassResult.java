package dev.jimm.core.metric;

/**
 * How well a model finds one class.
 *
 * @param label the index of the class
 * @param support how many samples have it
 * @param predicted for how many samples it was predicted
 * @param right for how many of both
 * @param precision right / predicted, 0 where it was never predicted
 * @param recall right / support, 0 where no sample has it
 * @param f1 the harmonic mean of the two, 0 where both are 0
 * @param averagePrecision in [0, 1]; NaN where no sample has the class, and where samples have one class each
 */
public record ClassResult(
        int label,
        int support,
        int predicted,
        int right,
        double precision,
        double recall,
        double f1,
        double averagePrecision) {
    static ClassResult of(int label, int support, int predicted, int right, double averagePrecision) {
        return new ClassResult(
                label,
                support,
                predicted,
                right,
                ratio(right, predicted),
                ratio(right, support),
                ratio(2.0 * right, (double) support + predicted),
                averagePrecision);
    }

    /** 0 where nothing is divided by 0. */
    static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
