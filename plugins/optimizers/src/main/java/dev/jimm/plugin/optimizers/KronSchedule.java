package dev.jimm.plugin.optimizers;

import java.util.BitSet;

/**
 * At which steps {@link Kron} fits its preconditioner.
 *
 * @param early the steps up to the last that is irregular
 * @param period how many steps after one it is fitted again from then on
 */
record KronSchedule(BitSet early, long period) {
    /** At so many steps all are fitted to; from there on fewer, by e in a thousand. */
    private static final int FLAT_START = 500;

    private static final float DECAY = 0.001f;
    private static final float LEAST_PROBABILITY = 0.03f;

    /** At a part of the steps, evenly. */
    static KronSchedule even(double probability) {
        return new KronSchedule(new BitSet(), period(probability));
    }

    /** At all steps first, and then at ever fewer. */
    static KronSchedule annealed() {
        BitSet early = new BitSet();
        int step = 0;
        int waited = 0;
        while (waited > 0 || probability(step) > LEAST_PROBABILITY) {
            waited++;
            if (waited >= 1 / probability(step)) {
                early.set(step + 1);
                waited = 0;
            }
            step++;
        }
        return new KronSchedule(early, period(LEAST_PROBABILITY));
    }

    private static float probability(int stepsDone) {
        double annealed = Math.exp(-DECAY * (stepsDone - FLAT_START));
        return (float) Math.min(1, Math.max(LEAST_PROBABILITY, annealed));
    }

    private static long period(double probability) {
        return (long) Math.ceil(1 / probability);
    }

    /** How often it is fitted in so many steps. */
    long fits(long steps) {
        int last = Math.max(0, early.length() - 1);
        return steps <= last
                ? early.get(0, (int) steps + 1).cardinality()
                : early.cardinality() + (steps - last) / period;
    }

    boolean isFittedAt(long step) {
        return fits(step) > fits(step - 1);
    }
}
