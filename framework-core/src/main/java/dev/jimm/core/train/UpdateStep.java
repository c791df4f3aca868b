package dev.jimm.core.train;

import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.nn.Param;
import dev.jimm.core.data.Batch;
import dev.jimm.core.ema.Ema;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.gradient.Gradients;
import dev.jimm.core.gradient.LossScale;
import dev.jimm.core.optimizer.ParameterGroups;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One update of the weights: forward and backward over its batches, one after the other, then the step of the optimizer and of the
 * moving average. What is not finite never reaches the weights.
 */
final class UpdateStep implements AutoCloseable {
    /** Keeps the generator of the optimizer apart from those of the batches. */
    private static final long OPTIMIZER = 1L << 62;

    private final TrainConfig config;
    private final long seed;
    private final Values values;
    private final ParameterGroups groups;
    private final Set<Param> classifier;
    private final TrainStep step;
    private final StagedOptimizer optimizer;
    private final Optional<Ema> ema;
    private final Optional<KeptStatistics> statistics;
    /** By the stage whose gradients they are. */
    private final Map<Integer, Gradients> gradients = new HashMap<>();

    private Gradients current;
    private int epoch;
    private Skips skips;

    private Program.Results sum;
    private double lossSum;
    private int batches;

    /**
     * What became of an update.
     *
     * @param loss the mean over its batches
     * @param gradientNorm before clipping
     * @param skipped what was not finite, so that the weights are as they were; empty if they were updated
     */
    record Outcome(double loss, double gradientNorm, Optional<Skipped.Reason> skipped) {}

    /**
     * What was skipped so far.
     *
     * @param scale of the loss
     * @param count of all updates that were skipped
     * @param inRow that were skipped since the last one that was not; without those that lowered the scale
     */
    record Skips(LossScale scale, int count, int inRow) {
        Skips {
            if (count < 0 || inRow < 0) {
                throw new IllegalArgumentException(
                        "at least 0 updates were skipped, not " + count + ", " + inRow + " in a row");
            }
        }
    }

    /**
     * The parts stay the caller's.
     *
     * @param weights of the model
     * @param values of everything that is trained
     * @param classifier whose gradients adaptive clipping leaves alone
     */
    UpdateStep(
            RunConfig run,
            Weights weights,
            Values values,
            ParameterGroups groups,
            Set<Param> classifier,
            TrainStep step,
            StagedOptimizer optimizer,
            Optional<Ema> ema) {
        config = run.train();
        seed = run.seed();
        this.values = values;
        this.groups = groups;
        this.classifier = classifier;
        this.step = step;
        this.optimizer = optimizer;
        this.ema = ema;
        statistics = config.isScaled() || config.nonFiniteLimit() > 0
                ? Optional.of(new KeptStatistics(weights))
                : Optional.empty();
        skips = new Skips(config.isScaled() ? LossScale.initial(config.lossScale()) : LossScale.NONE, 0, 0);
    }

    StagedOptimizer optimizer() {
        return optimizer;
    }

    Optional<Ema> ema() {
        return ema;
    }

    Skips skips() {
        return skips;
    }

    /** @param freshScale whether the scale of the loss starts anew, since the precision may be another */
    void restore(Skips saved, boolean freshScale) {
        skips = new Skips(freshScale ? skips.scale() : saved.scale(), saved.count(), saved.inRow());
    }

    /** Begins an update in an epoch, counted from 0. */
    void begin(int epoch) {
        this.epoch = epoch;
        current = gradients.computeIfAbsent(
                groups.stage(epoch),
                unused -> new Gradients(
                        step.trained(epoch), values, config.clip(), classifier, config.isScaled(), config.execution()));
        statistics.ifPresent(KeptStatistics::keep);
        lossSum = 0;
        batches = 0;
    }

    /**
     * Adds the gradients of a batch.
     *
     * @param position of the batch among those of all epochs, from 0
     * @param parts how many batches the update has
     */
    void add(Batch batch, long position, int parts) {
        Engine.seeded(seeded(position), () -> {
            Program.Results results = step.run(
                    batch,
                    epoch,
                    position,
                    optimizer.hessianSamples(epoch),
                    skips.scale().factor() / parts);
            lossSum += TrainStep.loss(results);
            batches++;
            if (sum == null) {
                sum = results;
                return null;
            }
            try (results) {
                current.add(sum.gradients(), results.gradients());
            }
            return null;
        });
    }

    private long seeded(long number) {
        return seed * 0x9E3779B97F4A7C15L + number;
    }

    /**
     * Makes the step.
     *
     * @param update counted from 1
     * @throws NotFiniteException if the loss or the gradients are not finite, and more of that kind may not be skipped
     */
    Outcome finish(long update, double rate) {
        try (Program.Results summed = sum) {
            sum = null;
            double loss = lossSum / batches;
            double norm = current.finish(summed.gradients(), skips.scale().factor());
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                skip(loss, norm);
                return new Outcome(
                        loss,
                        norm,
                        Optional.of(Double.isFinite(loss) ? Skipped.Reason.GRADIENTS : Skipped.Reason.LOSS));
            }
            Engine.seeded(seeded(OPTIMIZER + update), () -> {
                optimizer.step(epoch, summed, rate);
                return null;
            });
            ema.ifPresent(average -> average.update(update));
            skips = new Skips(scaleAfter(true), skips.count(), 0);
            return new Outcome(loss, norm, Optional.empty());
        }
    }

    private LossScale scaleAfter(boolean finite) {
        return config.isScaled() ? skips.scale().after(finite, config.lossScale()) : skips.scale();
    }

    private void skip(double loss, double norm) {
        LossScale scale = scaleAfter(false);
        // what the loss is multiplied by does not show in the loss itself
        boolean scaling = config.isScaled() && Double.isFinite(loss) && !scale.exhausted();
        int inRow = skips.inRow() + (scaling ? 0 : 1);
        if (inRow > config.nonFiniteLimit()) {
            throw new NotFiniteException(loss, norm, inRow);
        }
        statistics.ifPresent(KeptStatistics::restore);
        skips = new Skips(scaling ? scale : skips.scale(), skips.count() + 1, inRow);
    }

    @Override
    public void close() {
        if (sum != null) {
            sum.close();
        }
        gradients.values().forEach(Gradients::close);
        statistics.ifPresent(KeptStatistics::close);
    }
}
