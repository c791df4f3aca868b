package dev.jimm.plugin.schedulers;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;

/** A curve with a warm-up before it or over its beginning, and with noise. */
final class Course implements Schedule {
    private final Timeline timeline;
    private final Warmup warmup;
    private final Noise noise;
    private final Curve curve;
    /** Whether the warm-up rises to where the curve then stands, and not to the base rate. */
    private final boolean meets;

    private Course(Timeline timeline, Warmup warmup, Noise noise, Curve curve, boolean meets) {
        this.timeline = timeline;
        this.warmup = warmup;
        this.noise = noise;
        this.curve = curve;
        this.meets = meets;
        warmup.requireWithin(timeline.epochs());
        noise.requireWithin(timeline.epochs(), epochs(timeline.epochs()));
    }

    /** A warm-up that rises to the base rate; where it covers the curve's beginning, the rate jumps at its end. */
    static Course of(Timeline timeline, Warmup warmup, Noise noise, Curve curve) {
        return new Course(timeline, warmup, noise, curve, false);
    }

    /** A warm-up that rises to the curve. */
    static Course meeting(Timeline timeline, Warmup warmup, Noise noise, Curve curve) {
        return new Course(timeline, warmup, noise, curve, !warmup.prefix());
    }

    @Override
    public double rate(double baseRate, Progress progress) {
        long position = timeline.position(progress);
        return position == 0
                ? warmup.first(baseRate)
                : noise.apply(withoutNoise(baseRate, position), position, timeline.length());
    }

    private double withoutNoise(double baseRate, long position) {
        long length = (long) warmup.epochs() * timeline.perEpoch();
        if (position < length) {
            return warmup.rising(meets ? curve.rate(baseRate, length) : baseRate, position, length);
        }
        return curve.rate(baseRate, warmup.prefix() ? position - length : position);
    }

    @Override
    public int epochs(int configured) {
        long unit = timeline.perEpoch();
        return Math.toIntExact((curve.length(configured * unit) + warmup.added() * unit) / unit);
    }
}
