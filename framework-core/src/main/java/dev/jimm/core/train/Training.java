package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.distill.DistillationConfig;
import dev.jimm.core.distill.Teacher;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.pretrained.NamedWeights;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.weights.Checkpoint;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains from a configuration: the entry point of a training run. */
public final class Training {
    private final RunPlanner planner;
    private final ModelCatalogue models;
    private final DataSets dataSets;
    private final PretrainedWeights pretrained;

    @Inject
    public Training(RunPlanner planner, ModelCatalogue models, DataSets dataSets, PretrainedWeights pretrained) {
        this.planner = planner;
        this.models = models;
        this.dataSets = dataSets;
        this.pretrained = pretrained;
    }

    /**
     * Starts a run; fails if there is one of this name that has a checkpoint.
     *
     * @param listener is told what happens, besides those that the configuration names
     * @param stopWanted is asked after each update; the training then writes a checkpoint and ends
     */
    public TrainingResult start(Config file, TrainingListener listener, BooleanSupplier stopWanted) {
        RunPlan plan = planner.plan(file);
        RunFolder folder = RunFolder.create(folder(plan.config()));
        try (RunFolder.Lock lock = folder.lock();
                RunParts parts = parts(plan, pretrained.fetch(plan.config().model()))) {
            return train(parts, folder, listener, stopWanted, Optional.empty());
        }
    }

    /**
     * Goes on with a run from its last checkpoint, or from its beginning when it has none yet. The result is that of an unbroken run.
     *
     * @param listener is told what happens, besides those that the configuration names
     * @param stopWanted is asked after each update; the training then writes a checkpoint and ends
     * @param allowChanges whether the configuration and the data may be others than those that the run was started with; if they are,
     *     the epoch that was under way begins anew
     * @throws JimmException CONFIGURATION when the configuration is another one and may not be
     */
    public TrainingResult resume(
            Config file, TrainingListener listener, BooleanSupplier stopWanted, boolean allowChanges) {
        RunPlan plan = planner.plan(file, Training::started);
        RunFolder folder = RunFolder.existing(folder(plan.config()));
        try (RunFolder.Lock lock = folder.lock()) {
            Optional<Checkpoint> last = folder.checkpoints().last();
            boolean changed = isChanged(folder, last, plan, allowChanges);
            Optional<NamedWeights> start = last.isPresent()
                    ? Optional.empty()
                    : pretrained.fetch(plan.config().model());
            try (RunParts parts = parts(plan, start)) {
                return train(
                        parts, folder, listener, stopWanted, Optional.of(new Resumption(last, changed, allowChanges)));
            }
        }
    }

    /** By the configuration that the last checkpoint was made with: the folder's own may be that of an attempt that failed. */
    private static boolean isChanged(RunFolder folder, Optional<Checkpoint> last, RunPlan plan, boolean allowChanges) {
        // keys that came with a later version are at what held before there were any
        Config before = before(folder, last).withFallback(ConfigTree.toConfig(RunConfig.defaults()));
        List<String> differences = ConfigTree.differences(before, plan.resolved());
        if (!differences.isEmpty() && !allowChanges) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    folder.path() + " was started with another configuration:\n  " + String.join("\n  ", differences)
                            + "\nresume with the configuration of " + folder.configuration()
                            + ", accept the changes by --allow-changes, or start a new run by --set name=NAME");
        }
        return !differences.isEmpty();
    }

    private static Config before(RunFolder folder, Optional<Checkpoint> last) {
        return last.map(checkpoint -> RunState.of(checkpoint).resolved(checkpoint.folder()))
                .orElseGet(() -> ConfigFile.load(folder.configuration(), List.of()));
    }

    /** What the run of a configuration was started with; empty where that cannot be bound, which is told later. */
    private static Optional<RunConfig> started(RunConfig run) {
        RunFolder folder = RunFolder.existing(folder(run));
        Problems problems = new Problems();
        RunConfig before = RunConfig.bind(before(folder, folder.checkpoints().last()), problems);
        return problems.isEmpty() ? Optional.of(before) : Optional.empty();
    }

    private TrainingResult train(
            RunParts parts,
            RunFolder folder,
            TrainingListener listener,
            BooleanSupplier stopWanted,
            Optional<Resumption> resumption) {
        try (TrainingListener logs = parts.plan().listeners().open(folder.path())) {
            TrainingListener all = event -> {
                listener.on(event);
                logs.on(event);
            };
            Trainer trainer = new Trainer(parts, folder, all, stopWanted);
            return trainer.run(planner.plugins(parts.plan(), parts.model()), resumption);
        }
    }

    private static Path folder(RunConfig config) {
        return config.train().output().resolve(config.name());
    }

    private RunParts parts(RunPlan plan, Optional<NamedWeights> start) {
        RunConfig config = plan.config();
        TrainingData data = dataSets.open(config.data(), config.seed());
        ImageModel model;
        Optional<Teacher> teacher;
        try {
            model = model(config, data);
            teacher =
                    config.distillation().isOn() ? Optional.of(teacher(config.distillation(), data)) : Optional.empty();
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        return new RunParts(plan, model, data, teacher, start);
    }

    private Teacher teacher(DistillationConfig config, TrainingData data) {
        if (data.train().isMultiLabel() && config.kind() != DistillationConfig.Kind.FEATURES) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "distillation.kind = " + config.kind() + " is for one class a sample, but samples of this data have"
                            + " several; take features");
        }
        return Teacher.load(config, models, pretrained, data.train().classNames(), folder -> {
            SavedModel saved = SavedModel.load(folder, models);
            return new Teacher(
                    folder.toString(),
                    saved.model().structure(),
                    saved.weights(),
                    saved.preprocessing().mean(),
                    saved.preprocessing().std(),
                    saved.classes());
        });
    }

    private ImageModel model(RunConfig config, TrainingData data) {
        int classes = data.train().classNames().size();
        ImageModel model = models.create(config.model(), classes);
        if (model.options().classes() != classes) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.num-classes is " + model.options().classes() + ", but the data in "
                            + config.data().root() + " has " + classes
                            + " classes; leave the key out to take those of the data");
        }
        return model;
    }
}
