package dev.jimm.core.train;

import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointInfo;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.CheckpointsConfig;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
        return config.isDue(progress.updates(), (System.nanoTime() - savedAt) / NANOS_A_MINUTE);
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
        OptionalDouble score = epochEnded
                ? OptionalDouble.of(progress.score(progress.epochs().get(progress.epoch() - 1)))
                : OptionalDouble.empty();
        lastGood = store.write(name, progress.updates(), score, groups(), state().toJson());
        savedAt = System.nanoTime();
        store.prune(config.last(), config.best());
        listener.on(new TrainingEvent.Saved(lastGood));
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
                parts.loader().bad().saved());
    }

    /**
     * Goes on from the last checkpoint, or from the beginning where there is none.
     *
     * @param changed whether the run's configuration is another than it was; then the epoch under way begins anew
     */
    void restoreLast(boolean changed) {
        store.last().ifPresent(checkpoint -> restore(checkpoint, changed));
    }

    private void restore(Checkpoint checkpoint, boolean changed) {
        RunState state = RunState.of(checkpoint);
        requireSameData(checkpoint.folder(), state, changed);
        WeightLoader.load(parts.weights(), checkpoint.group(RunState.MODEL), Strictness.STRICT);
        UpdateStep update = parts.update();
        update.optimizer().restore(checkpoint.group(RunState.OPTIMIZER), state.optimizerSteps());
        update.ema()
                .ifPresent(ema -> WeightLoader.load(ema.weights(), checkpoint.group(RunState.EMA), Strictness.STRICT));
        parts.extra().ifPresent(extra -> WeightLoader.load(extra, checkpoint.group(RunState.EXTRA), Strictness.STRICT));
        update.restore(state.skips());
        progress.restore(state);
        if (changed) {
            progress.restartEpoch();
        } else {
            parts.loader().bad().restore(state.badSamples());
        }
        lastGood = checkpoint.folder();
        folder.writeMetrics(progress.epochs());
    }

    private void requireSameData(Path checkpoint, RunState state, boolean changed) {
        List<String> classes = parts.data().train().classNames();
        if (!state.classes().equals(classes)) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint + " was trained on the classes " + state.classes() + ", but the data has " + classes
                            + "; resume with the data that the run was started with");
        }
        if (!changed && !state.data().equals(parts.fingerprint())) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint + " was trained on other data: " + state.data() + "; "
                            + parts.plan().config().data().root() + " has now " + parts.fingerprint()
                            + "; resume with the data that the run was started with");
        }
    }
}
