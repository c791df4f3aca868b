package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * A polynomial from the base rate b down to a lowest rate m, as timm's: after the part x of a cycle the rate is {@code
 * m + (b - m) (1 - x^k)^power}.
 *
 * <p>Chen and others, <a href="https://arxiv.org/abs/1606.00915">DeepLab: Semantic Image Segmentation with Deep
 * Convolutional Nets, Atrous Convolution, and Fully Connected CRFs</a>, 2016, with a power of 0.9; Zhang and Li, <a
 * href="https://arxiv.org/abs/2004.05909">k-decay: A New Method for Learning Rate Schedule</a>, 2020.
 */
public final class Poly implements SchedulerProvider<Poly.Options> {
    @Override
    public Set<String> names() {
        return Set.of("poly");
    }

    /** With the power that timm takes, whose option is its decay rate. */
    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, 0, 0, false, 0.1, 1, Cycle.defaults(), Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        Curve curve = new Cycles(
                options.cycle(),
                timeline,
                options.cooldownEpochs(),
                options.minLr(),
                // a cycle that is not a whole number of positions long may end a rounding error late
                part -> Math.pow(Math.max(0, 1 - Math.pow(part, options.kDecay())), options.power()));
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.of(timeline, warmup, options.noise(), curve);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "a polynomial down to a lowest rate",
                "https://arxiv.org/abs/1606.00915",
                "https://arxiv.org/abs/2004.05909");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param minLr the rate at the end and after it
     * @param onUpdates whether the rate changes at every update; otherwise at every epoch
     * @param power above 0: 1 is a straight line; below 1 the rate stays high, above 1 it falls early
     * @param kDecay above 0: the exponent of k-decay; below 1 the rate falls sooner, above 1 later
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            double minLr,
            int cooldownEpochs,
            boolean onUpdates,
            double power,
            double kDecay,
            Cycle cycle,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.notNegative("min-lr", minLr);
            Checks.epochs("cooldown-epochs", cooldownEpochs);
            Checks.positive("power", power);
            Checks.positive("k-decay", kDecay);
        }
    }
}
