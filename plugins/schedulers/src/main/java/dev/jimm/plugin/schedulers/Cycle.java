package dev.jimm.plugin.schedulers;

/**
 * Options for schedules that start again: how one cycle follows another.
 *
 * @param mul above 0: each cycle is so many times as long as the one before
 * @param decay above 0 and at most 1: each cycle starts from so many times the rate that the one before started from
 * @param limit at least 1: how many cycles there are; after them the rate is the lowest one
 */
public record Cycle(double mul, double decay, int limit) {
    public Cycle {
        Checks.positive("mul", mul);
        Checks.factor("decay", decay);
        Checks.atLeast("limit", 1, limit);
    }

    /** One cycle. */
    public static Cycle defaults() {
        return new Cycle(1, 0.1, 1);
    }

    /**
     * The number of the cycle at a position, from 0; not a number or infinite where shrinking cycles are all over,
     * however many.
     *
     * @param first the length of the first cycle
     */
    double index(long position, long first) {
        if (mul == 1) {
            return position / first;
        }
        return Math.floor(Math.log(1 - (double) position / first * (1 - mul)) / Math.log(mul));
    }

    /** How much of its cycle a position has behind it, from 0 to 1. */
    double fraction(double index, long position, long first) {
        double growth = Math.pow(mul, index);
        double start = mul == 1 ? index * first : (1 - growth) / (1 - mul) * first;
        return Math.max(0, (position - start) / (growth * first));
    }

    /** The length of all cycles. */
    long length(long first) {
        return mul == 1 ? first * limit : (long) Math.floor(-first * (Math.pow(mul, limit) - 1) / (1 - mul));
    }
}
