package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * A hyperbolic tangent from about the base rate b down to about a lowest rate m, as timm's: after the part x of a cycle
 * the rate is {@code m + (b - m) (1 - tanh(lb (1 - x) + ub x)) / 2}. A warm-up over its beginning rises to where it
 * then stands.
 *
 * <p>Hsueh, Li and Wu, <a href="https://arxiv.org/abs/1806.01593">Stochastic Gradient Descent with Hyperbolic-Tangent
 * Decay on Classification</a>, 2018.
 */
public final class Tanh implements SchedulerProvider<Tanh.Options> {
    @Override
    public Set<String> names() {
        return Set.of("tanh");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, 0, 0, false, -7, 3, Cycle.defaults(), Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        Curve curve = new Cycles(
                options.cycle(),
                timeline,
                options.cooldownEpochs(),
                options.minLr(),
                part -> 0.5 * (1 - Math.tanh(options.lb() * (1 - part) + options.ub() * part)));
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.meeting(timeline, warmup, options.noise(), curve);
    }

    @Override
    public Description describe(String name) {
        return Description.of("a hyperbolic tangent down to a lowest rate", "https://arxiv.org/abs/1806.01593");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param minLr which the rate comes near at the end, and has after it
     * @param onUpdates whether the rate changes at every update; otherwise at every epoch
     * @param lb below ub: where the tangent begins; the lower, the nearer the base rate, and the longer there
     * @param ub where the tangent ends; the higher, the nearer the lowest rate, and the longer there
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            double minLr,
            int cooldownEpochs,
            boolean onUpdates,
            double lb,
            double ub,
            Cycle cycle,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.notNegative("min-lr", minLr);
            Checks.epochs("cooldown-epochs", cooldownEpochs);
            Checks.require(lb < ub, "lb must be below ub (" + ub + "), is " + lb);
        }
    }
}
