package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * Half a cosine from the base rate b down to a lowest rate m, as timm's: after the part x of a cycle the rate is {@code
 * m + (b - m) (1 + cos(pi x^k)) / 2}.
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
        return new Options(0, 1e-5, false, 0, 0, false, 1, Cycle.defaults(), Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        Curve curve = new Cycles(
                options.cycle(),
                timeline,
                options.cooldownEpochs(),
                options.minLr(),
                part -> 0.5 * (1 + Math.cos(Math.PI * Math.pow(part, options.kDecay()))));
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.of(timeline, warmup, options.noise(), curve);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "half a cosine down to a lowest rate",
                "https://arxiv.org/abs/1608.03983",
                "https://arxiv.org/abs/2004.05909");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param minLr the rate at the end and after it
     * @param onUpdates whether the rate changes at every update; otherwise at every epoch
     * @param kDecay above 0: the exponent of k-decay; below 1 the rate falls sooner, above 1 later
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            double minLr,
            int cooldownEpochs,
            boolean onUpdates,
            double kDecay,
            Cycle cycle,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.notNegative("min-lr", minLr);
            Checks.epochs("cooldown-epochs", cooldownEpochs);
            Checks.positive("k-decay", kDecay);
        }
    }
}
