package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Trains from a configuration: the entry point of a training run. */
public final class Training {
    private final RunPlanner planner;
    private final ModelCatalogue models;
    private final DataSets dataSets;

    @Inject
    public Training(RunPlanner planner, ModelCatalogue models, DataSets dataSets) {
        this.planner = planner;
        this.models = models;
        this.dataSets = dataSets;
    }

    /** Starts a run; fails if there is one of this name that has a checkpoint. */
    public TrainingResult start(Config file, Consumer<TrainingEvent> listener) {
        RunPlan plan = planner.plan(file);
        RunFolder folder = RunFolder.create(folder(plan));
        try (RunFolder.Lock lock = folder.lock();
                Trainer trainer = trainer(plan, listener)) {
            folder.writeConfiguration(plan.resolved());
            return trainer.run(folder);
        }
    }

    /**
     * Goes on with a run from its last checkpoint, or from its beginning when it has none yet. The result is that of an unbroken run.
     *
     * @throws JimmException CONFIGURATION when the configuration is not the one that the run was started with
     */
    public TrainingResult resume(Config file, Consumer<TrainingEvent> listener) {
        RunPlan plan = planner.plan(file);
        RunFolder folder = RunFolder.existing(folder(plan));
        List<String> differences =
                ConfigTree.differences(ConfigFile.load(folder.configuration(), List.of()), plan.resolved());
        if (!differences.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    folder.path() + " was started with another configuration:\n  " + String.join("\n  ", differences)
                            + "\nresume with the configuration of " + folder.configuration()
                            + ", or start a new run by --set name=NAME");
        }
        try (RunFolder.Lock lock = folder.lock();
                Trainer trainer = trainer(plan, listener)) {
            return trainer.resume(folder);
        }
    }

    private static Path folder(RunPlan plan) {
        return plan.config().train().output().resolve(plan.config().name());
    }

    private Trainer trainer(RunPlan plan, Consumer<TrainingEvent> listener) {
        RunConfig config = plan.config();
        TrainingData data = dataSets.open(config.data(), config.seed());
        try {
            config.loss().requireFor(data.train());
            ImageModel model = model(config, data);
            Weights weights = Weights.initialised(
                    model.structure().parameters(),
                    config.seed(),
                    config.train().channelsLast());
            try {
                return new Trainer(plan, model, weights, data, listener);
            } catch (RuntimeException e) {
                weights.close();
                throw e;
            }
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
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
