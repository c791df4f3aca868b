package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * The base rate b, and over the last part of the training a decay down to a lowest rate m: after the part x of the
 * decay the rate is {@code m + (b - m) d(x)}, where d(x) is {@code 1 - x}, {@code (1 + cos(pi x)) / 2}, or {@code 1 -
 * sqrt(x)}.
 *
 * <p>Hu and others, <a href="https://arxiv.org/abs/2404.06395">MiniCPM: Unveiling the Potential of Small Language
 * Models with Scalable Training Strategies</a>, 2024; Hägele and others, <a
 * href="https://arxiv.org/abs/2405.18392">Scaling Laws and Compute-Optimal Training Beyond Fixed Training
 * Durations</a>, 2024, who find {@code 1 - sqrt(x)} better than a line.
 */
public final class WarmupStableDecay implements SchedulerProvider<WarmupStableDecay.Options> {
    /** Of a product of a part and a number of epochs. */
    private static final double ROUNDING = 1e-9;

    @Override
    public Set<String> names() {
        return Set.of("warmup-stable-decay");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, 0, false, 0.2, Decay.ONE_MINUS_SQRT);
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        double decayed = options.decayPct() * epochs;
        Checks.require(
                options.warmupPrefix() || options.warmupEpochs() + decayed <= epochs + ROUNDING,
                "warmup-epochs must leave room for the decay, which takes " + options.decayPct()
                        + " (decay-pct) of the " + epochs + " epochs, is " + options.warmupEpochs());
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        Curve curve = (baseRate, position) -> {
            double part = 1 - (timeline.length() - position) / (decayed * timeline.perEpoch());
            return options.minLr()
                    + (baseRate - options.minLr()) * options.decay().height(part);
        };
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.of(timeline, warmup, Noise.defaults(), curve);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "a warm-up, the base rate, and a decay at the end",
                "https://arxiv.org/abs/2404.06395",
                "https://arxiv.org/abs/2405.18392");
    }

    /** How the rate falls. */
    public enum Decay {
        LINEAR,
        COSINE,
        ONE_MINUS_SQRT;

        /** From 1, before the decay as well, to 0, after it as well. */
        double height(double part) {
            double x = Math.min(1, Math.max(0, part));
            return switch (this) {
                case LINEAR -> 1 - x;
                case COSINE -> 0.5 * (1 + Math.cos(Math.PI * x));
                case ONE_MINUS_SQRT -> 1 - Math.sqrt(x);
            };
        }
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param minLr the rate at the end and after it
     * @param onUpdates whether the rate changes at every update; otherwise at every epoch
     * @param decayPct above 0 and at most 1: the length of the decay, in parts of the configured epochs
     * @param decay the form of the decay
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            double minLr,
            boolean onUpdates,
            double decayPct,
            Decay decay) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.notNegative("min-lr", minLr);
            Checks.factor("decay-pct", decayPct);
        }
    }
}
