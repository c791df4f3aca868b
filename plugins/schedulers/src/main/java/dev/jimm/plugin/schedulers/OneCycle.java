package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/**
 * Up to the base rate and down again, once over all updates, as PyTorch's {@code OneCycleLR}: from the base rate /
 * div-factor, to the rate of the first update / final-div-factor at the last one. Of the n updates, counted from 0,
 * number {@code pct-start n - 1} has the base rate. With three phases the way down to the first rate is as long as the
 * way up, and number {@code 2 pct-start n - 2} has it again.
 *
 * <p>Smith and Topin, <a href="https://arxiv.org/abs/1708.07120">Super-Convergence: Very Fast Training of Neural
 * Networks Using Large Learning Rates</a>, 2018.
 */
public final class OneCycle implements SchedulerProvider<OneCycle.Options> {
    @Override
    public Set<String> names() {
        return Set.of("one-cycle");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0.3, 25, 1e4, Anneal.COS, false);
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        return new Phases(options, (double) epochs * updatesPerEpoch);
    }

    @Override
    public Description describe(String name) {
        return Description.of("up to the base rate and down to nearly nothing", "https://arxiv.org/abs/1708.07120");
    }

    /** The way from one rate to another. */
    public enum Anneal {
        COS,
        LINEAR
    }

    /**
     * The options.
     *
     * @param pctStart the part of the training in which the rate rises: from 0 to 1, with three phases to 0.5
     * @param divFactor above 0: the base rate in parts of the first update's
     * @param finalDivFactor above 0: the first update's rate in parts of the last one's
     * @param anneal half a cosine, or a straight line
     * @param threePhase whether the rate falls back to the first one on its way down
     */
    public record Options(double pctStart, double divFactor, double finalDivFactor, Anneal anneal, boolean threePhase) {
        public Options {
            double most = threePhase ? 0.5 : 1;
            Checks.require(
                    pctStart >= 0 && pctStart <= most,
                    "pct-start must be at least 0 and at most " + most + (threePhase ? " with three-phase" : "")
                            + ", is " + pctStart);
            Checks.positive("div-factor", divFactor);
            Checks.positive("final-div-factor", finalDivFactor);
        }
    }

    private record Phases(Options options, double updates) implements Schedule {
        @Override
        public double rate(double baseRate, Progress progress) {
            double position = Math.min(progress.updates(), updates - 1);
            double first = baseRate / options.divFactor();
            double last = first / options.finalDivFactor();
            double top = options.pctStart() * updates - 1;
            if (position <= top) {
                return between(first, baseRate, position, 0, top);
            }
            if (!options.threePhase()) {
                return between(baseRate, last, position, top, updates - 1);
            }
            double back = 2 * options.pctStart() * updates - 2;
            return position <= back
                    ? between(baseRate, first, position, top, back)
                    : between(first, last, position, back, updates - 1);
        }

        private double between(double from, double to, double position, double begin, double end) {
            double part = end > begin ? (position - begin) / (end - begin) : 1;
            return options.anneal() == Anneal.COS
                    ? to + (from - to) / 2 * (1 + Math.cos(Math.PI * part))
                    : from + (to - from) * part;
        }
    }
}
