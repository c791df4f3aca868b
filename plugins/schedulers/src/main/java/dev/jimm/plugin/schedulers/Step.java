package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * Steps of one length, as timm's: at position t the rate is {@code b decay-rate^floor(t / decay)} of the base rate b.
 *
 * <p>Tan and Le, <a href="https://arxiv.org/abs/1905.11946">EfficientNet: Rethinking Model Scaling for Convolutional
 * Neural Networks</a>, 2019, with 0.97 every 2.4 epochs.
 */
public final class Step implements SchedulerProvider<Step.Options> {
    @Override
    public Set<String> names() {
        return Set.of("step");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, false, 90, 0.1, Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        double length = options.decayEpochs() * timeline.perEpoch();
        Curve curve = (baseRate, position) -> baseRate * Math.pow(options.decayRate(), steps(position, length));
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.of(timeline, warmup, options.noise(), curve);
    }

    /**
     * How many whole steps there were. The quotient alone will not do: 13 / 2.6 is 5, but 2.6 as a double is a little
     * more.
     */
    private static double steps(long position, double length) {
        return Math.rint((position - position % length) / length);
    }

    @Override
    public Description describe(String name) {
        return Description.of("steps of one length, each a part of the one before", "https://arxiv.org/abs/1905.11946");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param onUpdates whether a step may begin at any update; otherwise at an epoch only
     * @param decayEpochs above 0: the length of a step, which need not be whole
     * @param decayRate above 0 and at most 1: each step's rate in parts of the one before
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            boolean onUpdates,
            double decayEpochs,
            double decayRate,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            Checks.positive("decay-epochs", decayEpochs);
            Checks.factor("decay-rate", decayRate);
        }
    }
}
