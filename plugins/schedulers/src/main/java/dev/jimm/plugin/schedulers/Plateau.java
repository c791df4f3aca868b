package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;
import java.util.Set;

/**
 * A lower rate whenever the validation metric has not improved for some epochs, as timm's, which is PyTorch's
 * {@code ReduceLROnPlateau} after a warm-up. The metrics of the warm-up's epochs do not count, and noise is on the rate
 * after the warm-up only. The lowest rate is that of the training: parameter groups at a part of the rate stay at that
 * part of it, whereas PyTorch lowers each group by itself.
 *
 * <p>He, Zhang, Ren and Sun, <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image
 * Recognition</a>, 2015, on ImageNet.
 */
public final class Plateau implements SchedulerProvider<Plateau.Options> {
    /** A reduction by less is none. */
    private static final double SMALLEST_REDUCTION = 1e-8;

    @Override
    public Set<String> names() {
        return Set.of("plateau");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, 0, 10, 1e-4, 0.1, Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        warmup.requireWithin(epochs);
        options.noise().requireWithin(epochs, epochs + warmup.added());
        return new Steps(options, warmup, epochs);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "a lower rate whenever the validation metric stops improving", "https://arxiv.org/abs/1512.03385");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param warmupPrefix whether the training is longer by the warm-up; the schedule begins after it in any case
     * @param patienceEpochs at least 0: after one more epoch than so many without improvement the rate is lowered
     * @param threshold at least 0: what counts as an improvement over the best metric, in parts of it
     * @param decayRate above 0 and below 1: what the rate is multiplied by
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            double minLr,
            int patienceEpochs,
            double threshold,
            double decayRate,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.notNegative("min-lr", minLr);
            Checks.atLeast("patience-epochs", 0, patienceEpochs);
            Checks.notNegative("threshold", threshold);
            Checks.require(decayRate > 0 && decayRate < 1, "decay-rate must be above 0 and below 1, is " + decayRate);
        }
    }

    /** Goes through all epochs again at each call, so that nothing but the metrics needs to be saved. */
    private record Steps(Options options, Warmup warmup, int epochs) implements Schedule {
        @Override
        public double rate(double baseRate, Progress progress) {
            int epoch = progress.epoch();
            if (epoch == 0) {
                return warmup.first(baseRate);
            }
            if (epoch <= warmup.epochs()) {
                return warmup.rising(baseRate, epoch, warmup.epochs());
            }
            double rate = reduced(baseRate, progress.metrics().subList(warmup.epochs(), epoch));
            return options.noise().apply(rate, epoch, epochs);
        }

        private double reduced(double baseRate, List<Double> metrics) {
            double rate = baseRate;
            double best = Double.NaN;
            int waited = 0;
            for (double metric : metrics) {
                if (Double.isNaN(best) ? !Double.isNaN(metric) : metric > leastImprovement(best)) {
                    best = metric;
                    waited = 0;
                } else {
                    waited++;
                }
                if (waited > options.patienceEpochs()) {
                    rate = lowered(rate);
                    waited = 0;
                }
            }
            return rate;
        }

        /** A negative metric, such as a loss with its sign changed, becomes better towards 0. */
        private double leastImprovement(double best) {
            return best * (best < 0 ? 1 - options.threshold() : 1 + options.threshold());
        }

        private double lowered(double rate) {
            double lower = Math.max(rate * options.decayRate(), options.minLr());
            return rate - lower > SMALLEST_REDUCTION ? lower : rate;
        }

        @Override
        public int epochs(int configured) {
            return configured + warmup.added();
        }
    }
}
