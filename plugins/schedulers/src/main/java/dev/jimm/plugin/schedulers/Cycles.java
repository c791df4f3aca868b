package dev.jimm.plugin.schedulers;

import java.util.function.DoubleUnaryOperator;

/** A curve that falls to a lowest rate, starts again, and in the end stays there. */
final class Cycles implements Curve {
    private final Cycle cycle;
    private final long first;
    private final long cooldown;
    private final double lowest;
    private final DoubleUnaryOperator height;

    /**
     * Checks that the training has an end.
     *
     * @param height over the lowest rate, in parts of the first rate's height, by the part of the cycle that is over
     */
    Cycles(Cycle cycle, Timeline timeline, int cooldownEpochs, double lowest, DoubleUnaryOperator height) {
        this.cycle = cycle;
        this.first = timeline.length();
        this.cooldown = (long) cooldownEpochs * timeline.perEpoch();
        this.lowest = lowest;
        this.height = height;
        Checks.require(
                cycle.length(first) <= Integer.MAX_VALUE,
                "cycle.limit must keep the cycles together below 2^31 epochs or updates, is " + cycle.limit());
    }

    @Override
    public double rate(double baseRate, long position) {
        double index = cycle.index(position, first);
        if (index < cycle.limit()) {
            double highest = baseRate * Math.pow(cycle.decay(), index);
            return lowest + (highest - lowest) * height.applyAsDouble(cycle.fraction(index, position, first));
        }
        return lowest;
    }

    @Override
    public long length(long configured) {
        return cycle.length(configured) + cooldown;
    }
}
