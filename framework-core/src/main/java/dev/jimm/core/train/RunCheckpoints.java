package dev.jimm.core.train;

import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointInfo;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.CheckpointsConfig;
import dev.jimm.core.weights.Score;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Saves a run, and goes on from where it was saved. */
final class RunCheckpoints {
    private static final double NANOS_A_MINUTE = 60e9;

    private final RunParts parts;
    private final RunFolder folder;
    private final RunProgress progress;
    private final TrainingListener listener;
    private final CheckpointsConfig config;
    private final CheckpointStore store;
    private long savedAt = System.nanoTime();
    private Path lastGood;

    RunCheckpoints(RunParts parts, RunFolder folder, RunProgress progress, TrainingListener listener) {
        this.parts = parts;
        this.folder = folder;
        this.progress = progress;
        this.listener = listener;
        config = parts.plan().config().train().checkpoints();
        store = folder.checkpoints();
    }

    /** Whether it is time for a checkpoint within the epoch. */
    boolean isDue() {
        // behind a skipped update there may be nothing left that is worth keeping
        return parts.update().skips().inRow() == 0
                && config.isDue(progress.updates(), (System.nanoTime() - savedAt) / NANOS_A_MINUTE);
    }

    /** Where the training can go on, for messages. */
    String lastGood() {
        return lastGood == null ? "there is no checkpoint yet" : "the last good checkpoint is " + lastGood;
    }

    /** Writes a checkpoint and deletes those that are not kept. */
    void save() {
        boolean epochEnded = progress.batch() == 0;
        String name = epochEnded
                ? CheckpointInfo.epochName(progress.epoch())
                : CheckpointInfo.recoveryName(progress.updates());
        if (lastGood != null && lastGood.getFileName().toString().equals(name)) {
            return; // stopped again before anything was trained
        }
        Optional<Score> score = epochEnded ? score(progress.epochs().get(progress.epoch() - 1)) : Optional.empty();
        lastGood = store.write(name, progress.updates(), score, groups(), state().toJson());
        savedAt = System.nanoTime();
        listener.on(new TrainingEvent.Saved(lastGood));
        store.prune(config.last(), config.best(), config.metric());
    }

    private Optional<Score> score(EpochMetrics row) {
        double measured = row.heldOut().getOrDefault(config.metric(), Double.NaN);
        return Score.of(config.metric(), Double.isFinite(measured) ? progress.score(row) : Double.NaN);
    }

    private List<TensorGroup> groups() {
        UpdateStep update = parts.update();
        List<TensorGroup> groups = new ArrayList<>();
        groups.add(TensorGroup.of(RunState.MODEL, parts.weights()));
        update.ema().ifPresent(ema -> groups.add(TensorGroup.of(RunState.EMA, ema.weights())));
        parts.extra().ifPresent(extra -> groups.add(TensorGroup.of(RunState.EXTRA, extra)));
        groups.add(new TensorGroup(RunState.OPTIMIZER, update.optimizer().saved()));
        return groups;
    }

    private RunState state() {
        return new RunState(
                parts.plan().resolved().root().render(ConfigRenderOptions.concise()),
                parts.data().train().classNames(),
                parts.preprocessing(),
                progress.epoch(),
                progress.batch(),
                progress.updates(),
                parts.update().optimizer().steps(),
                progress.rate(),
                parts.update().skips(),
                progress.lossSum(),
                progress.losses(),
                progress.epochs(),
                parts.fingerprint(),
                parts.teacherFingerprint(),
                parts.loader().bad().saved());
    }

    /** Goes on from the last checkpoint, or from the beginning where there is none. */
    void restore(Resumption resumption) {
        resumption.checkpoint().ifPresent(checkpoint -> restore(checkpoint, resumption));
    }

    private void restore(Checkpoint checkpoint, Resumption resumption) {
        checkpoint.requireSound();
        RunState state = RunState.of(checkpoint);
        boolean changed = isOtherData(checkpoint.folder(), state, resumption.allowed()) || resumption.changed();
        WeightLoader.load(parts.weights(), checkpoint.group(RunState.MODEL), Strictness.STRICT);
        UpdateStep update = parts.update();
        restoreOptimizer(checkpoint, state, changed);
        update.ema().ifPresent(ema -> restore(checkpoint, RunState.EMA, ema.weights(), changed, ema::restart));
        parts.extra().ifPresent(extra -> restore(checkpoint, RunState.EXTRA, extra, changed, () -> {}));
        update.restore(state.skips(), changed);
        progress.restore(state);
        if (changed) {
            progress.restartEpoch();
        } else {
            parts.loader().bad().restore(state.badSamples());
        }
        lastGood = checkpoint.folder();
        folder.writeMetrics(progress.epochs());
    }

    /** @param begin what is done where a change of the configuration brought the group in */
    private static void restore(Checkpoint checkpoint, String group, Weights weights, boolean changed, Runnable begin) {
        if (changed && !checkpoint.groups().containsKey(group)) {
            begin.run();
        } else {
            WeightLoader.load(weights, checkpoint.group(group), Strictness.STRICT);
        }
    }

    private void restoreOptimizer(Checkpoint checkpoint, RunState state, boolean changed) {
        try {
            parts.update().optimizer().restore(checkpoint.group(RunState.OPTIMIZER), state.optimizerSteps());
        } catch (JimmException e) {
            if (!changed) {
                throw e;
            }
            throw new JimmException(
                    e.category(),
                    e.getMessage() + "; a run that goes on keeps its model, its optimizer and what that trains: start a"
                            + " new one by --set name=NAME",
                    e);
        }
    }

    /** @throws JimmException DATA if it is and may not be, or has other classes, or another teacher */
    private boolean isOtherData(Path checkpoint, RunState state, boolean allowed) {
        List<String> classes = parts.data().train().classNames();
        if (!state.classes().equals(classes)) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint + " was trained on the classes " + state.classes() + ", but the data has " + classes
                            + "; resume with the data that the run was started with");
        }
        String root = parts.plan().config().data().root().toString();
        boolean other = isOther(checkpoint, "data", state.data(), root, parts.fingerprint(), allowed);
        String teacher = String.valueOf(parts.plan().config().distillation().teacher());
        return isOther(checkpoint, "teacher", state.teacher(), teacher, parts.teacherFingerprint(), allowed) || other;
    }

    private static boolean isOther(
            Path checkpoint, String what, String before, String where, String now, boolean allowed) {
        if (!before.equals(now) && !allowed) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint + " was trained with other " + what + ": " + before + "; " + where + " has now " + now
                            + "; resume with what the run was started with, or accept the change by --allow-changes");
        }
        return !before.equals(now);
    }
}
