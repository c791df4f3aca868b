package dev.jimm.core.optimizer;

import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Glob;
import java.util.List;
import java.util.Locale;

/**
 * The keys of the {@code optimizer} section that every optimizer has.
 *
 * @param name of the rule; with {@code lookahead_} before it, lookahead over the rule
 * @param lr the learning rate that the schedule starts from, above 0; {@code null} for what {@code lr-base} comes to, or 1e-3 without
 * @param lrBase above 0: the learning rate at a global batch of {@code lr-base-size} samples, from which the run's own is computed
 * @param lrBaseSize at least 1
 * @param lrBaseScale how the rate grows with the global batch; {@code null} for the square root where the name contains {@code ada} or
 *     {@code lamb}, as timm chooses it, and linearly otherwise
 * @param weightDecay at least 0; not applied to tensors of one dimension, to biases, and to what the model excepts
 * @param layerDecay above 0, at most 1: each layer further from the head has its rate multiplied once more by it; {@code null} for the same rate
 * @param layerDecayMinScale the least that the rate is multiplied by for {@code layer-decay}, in [0, 1]
 * @param layerDecayNoOptScale above 0: layers whose rate would be multiplied by less are frozen; {@code null} for none
 * @param groups exceptions, by the parameters' names; for a parameter the first that matches counts
 * @param lookahead for names that begin with {@code lookahead_}
 */
public record OptimizerConfig(
        String name,
        Double lr,
        Double lrBase,
        int lrBaseSize,
        LrScale lrBaseScale,
        double weightDecay,
        Double layerDecay,
        double layerDecayMinScale,
        Double layerDecayNoOptScale,
        List<Group> groups,
        Lookahead.Options lookahead) {
    private static final double USUAL_RATE = 1e-3;
    private static final int USUAL_BATCH = 256;
    private static final double EQUAL = 1e-9;

    /** How the learning rate grows with the global batch. */
    public enum LrScale {
        LINEAR,
        SQRT
    }

    /**
     * Parameters that are treated otherwise.
     *
     * @param match a glob of their names, such as {@code head.*}
     * @param lrScale what their learning rate is multiplied by, above 0
     * @param weightDecay at least 0, also for those that would have none; {@code null} for the usual one
     * @param frozen whether they keep their values
     * @param frozenEpochs for how many epochs they keep them before they are trained, at least 0
     */
    public record Group(String match, double lrScale, Double weightDecay, boolean frozen, int frozenEpochs) {
        public Group {
            if (match != null) {
                requireGlob(match);
            }
            require(lrScale > 0, "lr-scale must be above 0, is " + lrScale + "; freeze parameters by frozen = true");
            require(weightDecay == null || weightDecay >= 0, "weight-decay must be at least 0, is " + weightDecay);
            require(frozenEpochs >= 0, "frozen-epochs must be at least 0, is " + frozenEpochs);
            require(
                    !frozen || lrScale == 1 && weightDecay == null && frozenEpochs == 0,
                    "frozen parameters have neither lr-scale nor weight-decay nor frozen-epochs; leave these out, or"
                            + " frozen");
        }

        private static void requireGlob(String match) {
            try {
                new Glob(match);
            } catch (JimmException e) {
                throw new IllegalArgumentException("match is no pattern: " + e.getMessage(), e);
            }
        }

        public static Group defaults() {
            return new Group(null, 1, null, false, 0);
        }
    }

    public OptimizerConfig {
        groups = List.copyOf(groups);
        require(lr == null || lr > 0, "lr must be above 0, is " + lr);
        require(lrBase == null || lrBase > 0, "lr-base must be above 0, is " + lrBase);
        require(lrBaseSize >= 1, "lr-base-size must be at least 1, is " + lrBaseSize);
        require(weightDecay >= 0, "weight-decay must be at least 0, is " + weightDecay);
        require(
                layerDecay == null || layerDecay > 0 && layerDecay <= 1,
                "layer-decay must be above 0 and at most 1, is " + layerDecay);
        require(
                lrBase != null || lrBaseSize == USUAL_BATCH && lrBaseScale == null,
                (lrBaseSize == USUAL_BATCH ? "lr-base-scale" : "lr-base-size")
                        + " has no effect without lr-base; set that, or leave this out");
        require(
                layerDecayMinScale >= 0 && layerDecayMinScale <= 1,
                "layer-decay-min-scale must be between 0 and 1, is " + layerDecayMinScale);
        require(
                layerDecayNoOptScale == null || layerDecayNoOptScale > 0,
                "layer-decay-no-opt-scale must be above 0, is " + layerDecayNoOptScale);
        require(
                layerDecay != null || layerDecayMinScale == 0,
                "layer-decay-min-scale has no effect without layer-decay; set that, or leave this out");
        require(
                layerDecay != null || layerDecayNoOptScale == null,
                "layer-decay-no-opt-scale has no effect without layer-decay; set that, or leave this out");
        require(
                layerDecayNoOptScale == null || layerDecayNoOptScale > layerDecayMinScale,
                "layer-decay-no-opt-scale must be above layer-decay-min-scale, " + layerDecayMinScale
                        + ", which no layer is below, is " + layerDecayNoOptScale);
        require(
                lookahead.equals(Lookahead.Options.defaults()) || isLookahead(name),
                "lookahead is for optimizers whose names begin with lookahead_, not for '" + name + "'; name = "
                        + Lookahead.PREFIX + name + " turns it on");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static boolean isLookahead(String name) {
        return name != null && name.startsWith(Lookahead.PREFIX);
    }

    public static OptimizerConfig defaults() {
        return new OptimizerConfig(
                "adamw", null, null, USUAL_BATCH, null, 0.05, null, 0, null, List.of(), Lookahead.Options.defaults());
    }

    /** The name of the rule, without what stands before it for lookahead. */
    public String ruleName() {
        return Lookahead.base(name);
    }

    /** The rule, or lookahead over it where the name says so. */
    public UpdateRule lookingAhead(UpdateRule rule) {
        return isLookahead(name) ? new Lookahead(rule, lookahead) : rule;
    }

    /**
     * The learning rate that the schedule starts from.
     *
     * @param globalBatch samples an update
     * @throws IllegalArgumentException beginning with {@code lr} when {@code lr} and {@code lr-base} contradict each other
     */
    public double rate(int globalBatch) {
        if (lrBase == null) {
            return lr == null ? USUAL_RATE : lr;
        }
        double rate = lrBase * growth(globalBatch);
        require(
                lr == null || Math.abs(lr - rate) <= EQUAL * rate,
                "lr is " + lr + ", and lr-base comes to " + rate + " at a batch of " + globalBatch
                        + "; leave one of the two out");
        return rate;
    }

    /** The same with the usual learning rate in it where nothing is said. */
    public OptimizerConfig written() {
        return lr != null || lrBase != null
                ? this
                : new OptimizerConfig(
                        name,
                        USUAL_RATE,
                        null,
                        lrBaseSize,
                        lrBaseScale,
                        weightDecay,
                        layerDecay,
                        layerDecayMinScale,
                        layerDecayNoOptScale,
                        groups,
                        lookahead);
    }

    private double growth(int globalBatch) {
        double ratio = (double) globalBatch / lrBaseSize;
        return scale() == LrScale.SQRT ? Math.sqrt(ratio) : ratio;
    }

    private LrScale scale() {
        if (lrBaseScale != null) {
            return lrBaseScale;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("ada") || lower.contains("lamb") ? LrScale.SQRT : LrScale.LINEAR;
    }
}
