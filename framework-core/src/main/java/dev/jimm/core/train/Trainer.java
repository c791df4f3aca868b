package dev.jimm.core.train;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.data.BadSamples;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.machine.Machine;
import dev.jimm.core.metric.EarlyStop;
import dev.jimm.core.provenance.Origins;
import dev.jimm.core.provenance.Outcome;
import dev.jimm.core.provenance.SessionLog;
import dev.jimm.core.provider.Plugin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The training loop.
 *
 * <p>Everything that is drawn is a pure function of the seed and the position: the order of an epoch, the augmentation of a sample, the
 * generator of a batch. A run that goes on from a checkpoint therefore ends in the bits of an unbroken one.
 */
final class Trainer {
    private static final double NANOS = 1e9;
    private static final String REPORT = "report.md";

    private final RunParts parts;
    private final TrainConfig config;
    private final RunFolder folder;
    private final TrainingListener listener;
    private final BooleanSupplier stopWanted;
    private final RunProgress progress;
    private final RunCheckpoints checkpoints;
    private final long startedAt = System.nanoTime();

    private Validation.Result validated;

    /** @param stopWanted whether the training is to end behind the update under way */
    Trainer(RunParts parts, RunFolder folder, TrainingListener listener, BooleanSupplier stopWanted) {
        this.parts = parts;
        this.folder = folder;
        this.listener = listener;
        this.stopWanted = stopWanted;
        config = parts.plan().config().train();
        progress = new RunProgress(config.checkpoints().metric());
        checkpoints = new RunCheckpoints(parts, folder, progress, listener);
    }

    /**
     * Trains to the end, or until it is to stop.
     *
     * @param plugins of the training's parts
     * @param resumption empty for a run that begins
     */
    TrainingResult run(Map<String, Plugin> plugins, Optional<Resumption> resumption) {
        resumption.ifPresent(checkpoints::restore);
        RunPlan plan = parts.plan();
        folder.writeConfiguration(plan.resolved());
        SessionLog session = folder.startSession(new Origins(
                plan.resolved(),
                plan.config().seed(),
                plugins,
                parts.fingerprint(),
                parts.start().map(start -> start.named().provenance()),
                progress.updates()));
        try {
            TrainingResult result = train(resumption.isPresent());
            session.end(result.finished() ? Outcome.FINISHED : Outcome.STOPPED, null, progress.updates());
            return result;
        } catch (RuntimeException | Error e) {
            session.end(Outcome.FAILED, e.getMessage(), progress.updates());
            throw e;
        }
    }

    private TrainingResult train(boolean resumed) {
        listener.on(started(resumed));
        boolean interrupted = progress.updates() == 0 && !parts.recalibrate(stopWanted);
        if (!isOver()) {
            folder.remove(REPORT); // that of fewer epochs
        }
        while (!isOver() && !interrupted) {
            interrupted = !trainEpoch();
        }
        if (interrupted) {
            listener.on(new Stopped(Stopped.Reason.INTERRUPTED));
        } else if (progress.epoch() < parts.epochs()) {
            listener.on(new Stopped(Stopped.Reason.NO_IMPROVEMENT));
        }
        TrainingResult result = result(!interrupted);
        if (result.finished()) {
            report(result);
        }
        listener.on(new TrainingEvent.Ended(result));
        return result;
    }

    private boolean isOver() {
        return progress.epoch() >= parts.epochs()
                || EarlyStop.isDue(
                        config.earlyStop(), progress.values(config.earlyStop().metric()));
    }

    /** @return false if it was stopped in the middle of the epoch */
    private boolean trainEpoch() {
        EpochClock clock = new EpochClock();
        try (Epoch batches = parts.loader().epoch(progress.epoch(), progress.batch())) {
            while (batches.hasNext()) {
                update(batches, clock);
                if (stopWanted.getAsBoolean()) {
                    checkpoints.save();
                    return false;
                }
                if (batches.hasNext() && checkpoints.isDue()) {
                    checkpoints.save();
                }
            }
        }
        return finishEpoch(clock);
    }

    private void update(Epoch batches, EpochClock clock) {
        UpdateStep update = parts.update();
        int epoch = progress.epoch();
        int first = progress.batch();
        int ofEpoch = parts.loader().batches();
        int count = Math.min(config.accumulate(), ofEpoch - first);
        double rate = parts.schedule().rate(parts.plan().rate(), progress.forSchedule());
        update.begin(epoch);
        for (int i = 0; i < count; i++) {
            clock.waiting();
            try (Batch batch = batches.next()) {
                clock.working(batch.count() / parts.views());
                long position = (long) epoch * ofEpoch + first + i;
                parts.differentiated(() -> update.add(batch, position, count));
            }
        }
        UpdateStep.Outcome outcome = finish(update, rate);
        progress.updated(count, rate, outcome);
        listener.on(event(outcome, clock.lap()));
    }

    private UpdateStep.Outcome finish(UpdateStep update, double rate) {
        try {
            return update.finish(progress.updates() + 1, rate);
        } catch (NotFiniteException e) {
            throw new JimmException(
                    Category.CHECK_FAILED,
                    e.getMessage() + " at update " + (progress.updates() + 1) + " (epoch " + (progress.epoch() + 1)
                            + "), learning rate " + rate + "; " + checkpoints.lastGood()
                            + ". Lower optimizer.lr, limit gradients by train.clip.value, or let such updates be"
                            + " skipped by train.non-finite-limit, and go on by --resume --allow-changes, or start again",
                    e);
        }
    }

    private TrainingEvent event(UpdateStep.Outcome outcome, EpochClock.Lap lap) {
        int epoch = progress.epoch() + 1;
        return outcome.skipped()
                .<TrainingEvent>map(reason -> new TrainingEvent.Skipped(
                        epoch,
                        progress.batch(),
                        progress.updates(),
                        reason,
                        parts.update().skips().scale().factor()))
                .orElseGet(() -> new TrainingEvent.Stepped(
                        epoch,
                        progress.batch(),
                        parts.loader().batches(),
                        progress.updates(),
                        lap.samples(),
                        outcome.loss(),
                        progress.meanLoss(),
                        progress.rate(),
                        outcome.gradientNorm(),
                        lap.seconds(),
                        lap.dataSeconds()));
    }

    /** @return false if the validation was stopped; it is made again when the run goes on */
    private boolean finishEpoch(EpochClock clock) {
        Optional<Validation.Result> result = parts.validation().run(stopWanted);
        if (result.isEmpty()) {
            checkpoints.save();
            return false;
        }
        validated = result.get();
        EpochMetrics row =
                new EpochMetrics(progress.epoch() + 1, progress.rate(), progress.meanLoss(), validated.metrics());
        boolean best = progress.finishEpoch(row);
        folder.writeMetrics(progress.epochs());
        listener.on(new TrainingEvent.EpochEnded(
                row.epoch(),
                parts.epochs(),
                progress.updates(),
                row.all(),
                best,
                clock.seconds(),
                clock.samplesPerSecond(),
                clock.dataShare(),
                Machine.HERE.peakMemory().orElse(0)));
        checkpoints.save();
        return true;
    }

    private TrainingEvent started(boolean resumed) {
        RunPlan plan = parts.plan();
        return new TrainingEvent.Started(
                plan.config().name(),
                folder.path(),
                parts.model().entry().name(),
                parts.model().structure().parameters().weightCount(),
                parts.model().options().classes(),
                parts.data().train().size(),
                parts.data().validation().size(),
                parts.epochs(),
                progress.epoch(),
                progress.batch(),
                progress.updates(),
                resumed);
    }

    private TrainingResult result(boolean finished) {
        EpochMetrics best = progress.best();
        List<BadSamples> bad =
                List.of(parts.loader().bad(), parts.validation().loader().bad());
        return new TrainingResult(
                folder.path(),
                finished,
                config.checkpoints().metric(),
                best == null ? 0 : best.epoch(),
                best == null ? Map.of() : best.all(),
                bad.stream().flatMap(samples -> samples.listed().stream()).toList(),
                bad.stream().mapToInt(BadSamples::count).sum(),
                parts.update().skips().count(),
                (System.nanoTime() - startedAt) / NANOS);
    }

    /** Written at the end, and once more where a process ended between the last checkpoint and the report. */
    private void report(TrainingResult result) {
        if (validated == null && folder.has(REPORT)) {
            return;
        }
        Validation.Result last =
                validated == null ? parts.validation().run(() -> false).orElseThrow() : validated;
        folder.write(
                REPORT,
                RunReport.of(
                        parts.description(),
                        result,
                        progress.epochs(),
                        parts.data().train().classNames(),
                        last));
    }
}
