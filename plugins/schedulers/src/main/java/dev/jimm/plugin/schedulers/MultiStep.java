package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;
import java.util.Set;

/**
 * Steps at given epochs, as timm's: at position t the rate is {@code b decay-rate^n} of the base rate b, where n of the
 * milestones are at most t + 1. So the last epoch before a milestone has the lower rate already.
 *
 * <p>He, Zhang, Ren and Sun, <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image
 * Recognition</a>, 2015, on CIFAR-10.
 */
public final class MultiStep implements SchedulerProvider<MultiStep.Options> {
    @Override
    public Set<String> names() {
        return Set.of("multistep");
    }

    /** With milestones for 300 epochs. */
    @Override
    public Options defaults(String name) {
        return new Options(0, 1e-5, false, false, List.of(90, 180, 270), 0.1, Noise.defaults());
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        List<Integer> milestones = options.decayMilestones();
        Checks.require(
                milestones.isEmpty() || milestones.get(0) <= epochs,
                "decay-milestones must begin within the " + epochs + " epochs, is " + milestones);
        Timeline timeline = new Timeline(epochs, updatesPerEpoch, options.onUpdates());
        long unit = timeline.perEpoch();
        Curve curve = (baseRate, position) -> {
            long reached = milestones.stream()
                    .filter(milestone -> milestone * unit <= position + 1)
                    .count();
            return baseRate * Math.pow(options.decayRate(), reached);
        };
        Warmup warmup = new Warmup(options.warmupEpochs(), options.warmupLr(), options.warmupPrefix());
        return Course.of(timeline, warmup, options.noise(), curve);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "steps at given epochs, each a part of the one before", "https://arxiv.org/abs/1512.03385");
    }

    /**
     * The options. What is not told here the package tells.
     *
     * @param onUpdates whether a step begins one update before a milestone; otherwise one epoch before
     * @param decayMilestones epochs, counted from the end of a warm-up with warmupPrefix; ascending, at least 1, the
     *     first not after the end
     * @param decayRate above 0 and at most 1: each step's rate in parts of the one before
     */
    public record Options(
            int warmupEpochs,
            double warmupLr,
            boolean warmupPrefix,
            boolean onUpdates,
            List<Integer> decayMilestones,
            double decayRate,
            Noise noise) {
        public Options {
            Checks.warmup(warmupEpochs, warmupLr);
            decayMilestones = List.copyOf(decayMilestones);
            Checks.require(
                    decayMilestones.stream().allMatch(milestone -> milestone >= 1),
                    "decay-milestones must each be at least 1, is " + decayMilestones);
            Checks.require(
                    decayMilestones.stream().sorted().distinct().toList().equals(decayMilestones),
                    "decay-milestones must ascend, is " + decayMilestones);
            Checks.factor("decay-rate", decayRate);
        }
    }
}
