package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained model from a run: its structure, weights, preprocessing and class names. Closing it frees the weights.
 *
 * @param source the checkpoint's folder
 * @param config of the run that trained it
 */
public record SavedModel(
        Path source, RunConfig config, ImageModel model, Weights weights, Preprocessing preprocessing, List<String> classes)
        implements AutoCloseable {
    /**
     * Loads the best checkpoint of a run, or a checkpoint itself.
     *
     * @param path the folder of a run or of one of its checkpoints
     * @throws JimmException DATA when it is neither, or its files are damaged
     */
    public static SavedModel load(Path path, ModelCatalogue models) {
        Checkpoint checkpoint = checkpoint(path);
        RunState state = RunState.of(checkpoint);
        Config configuration = ConfigFile.parse(state.configuration(), checkpoint.folder() + " (configuration)");
        RunConfig config = RunConfig.bind(configuration);
        ImageModel model = models.create(config.model(), state.classes().size());
        Weights weights = Weights.initialised(
                model.structure().parameters(), config.seed(), config.train().channelsLast());
        try {
            WeightLoader.load(weights, checkpoint.group(RunState.MODEL), Strictness.STRICT);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return new SavedModel(
                checkpoint.folder(), config, model, weights, state.preprocessing(), state.classes());
    }

    private static Checkpoint checkpoint(Path path) {
        if (Files.isDirectory(path.resolve(RunFolder.CHECKPOINTS))) {
            CheckpointStore store = RunFolder.existing(path).checkpoints();
            return store.best()
                    .or(store::last)
                    .orElseThrow(() -> new JimmException(
                            Category.DATA,
                            path + ": this run has no checkpoint yet; train it on by 'jimm train CONFIG --resume'"));
        }
        if (!Files.isDirectory(path)) {
            throw new JimmException(
                    Category.DATA,
                    path + ": there is no such folder; give the folder of a run, such as runs/NAME, or one of its checkpoints");
        }
        return Checkpoint.open(path);
    }

    @Override
    public void close() {
        weights.close();
    }
}
