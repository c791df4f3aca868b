package dev.jimm.plugin.schedulers;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * Half a cosine from the base rate down to a lowest rate, after a linear warm-up; as timm's.
 *
 * <p>Loshchilov and Hutter, <a href="https://arxiv.org/abs/1608.03983">SGDR: Stochastic Gradient Descent with Warm
 * Restarts</a>, 2016; Zhang and Li, <a href="https://arxiv.org/abs/2004.05909">k-decay: A New Method for Learning Rate
 * Schedule</a>, 2020.
 */
public final class Cosine implements SchedulerProvider<Cosine.Options> {
    @Override
    public Set<String> names() {
        return Set.of("cosine");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, 0, false, false, 1);
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        long unit = options.onUpdates() ? updatesPerEpoch : 1;
        return new Curve(options, epochs * unit, options.warmupEpochs() * unit);
    }

    /**
     * The options.
     *
     * @param warmupEpochs at least 0: the epochs in which the rate rises to the base rate
     * @param warmupLr the rate of the first position of the warm-up, at least 0, the same for all parameter groups
     * @param minLr the rate at the end and after it, at least 0, the same for all parameter groups
     * @param warmupPrefix whether the cosine begins after the warm-up, and so ends that much later; otherwise the warm-up
     *     covers its beginning, and the rate jumps down to it
     * @param onUpdates whether the rate changes at every update; otherwise at every epoch
     * @param kDecay above 0: the exponent of k-decay; below 1 the rate falls sooner, above 1 later
     */
    public record Options(
            int warmupEpochs, double warmupLr, double minLr, boolean warmupPrefix, boolean onUpdates, double kDecay) {
        public Options {
            require(warmupEpochs >= 0, "warmup-epochs must be at least 0, is " + warmupEpochs);
            require(warmupLr >= 0, "warmup-lr must be at least 0, is " + warmupLr);
            require(minLr >= 0, "min-lr must be at least 0, is " + minLr);
            require(kDecay > 0, "k-decay must be above 0, is " + kDecay);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /** Lengths in positions: updates or epochs. */
    private record Curve(Options options, long length, long warmup) implements Schedule {
        @Override
        public double rate(double baseRate, Progress progress) {
            long position = options.onUpdates() ? progress.updates() : progress.epoch();
            if (position < warmup) {
                return options.warmupLr() + position * ((baseRate - options.warmupLr()) / warmup);
            }
            long t = options.warmupPrefix() ? position - warmup : position;
            if (t >= length) {
                return options.minLr();
            }
            double angle = Math.PI * Math.pow(t, options.kDecay()) / Math.pow(length, options.kDecay());
            return options.minLr() + 0.5 * (baseRate - options.minLr()) * (1 + Math.cos(angle));
        }
    }
}
