package dev.jimm.core.train;

import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.reparam.Reparameterization;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.Fit;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A trained model from a run, or one that was opened by name: its structure, weights, preprocessing and class names. Closing it frees the weights.
 *
 * @param source the checkpoint's folder, or the file of the weights
 * @param config of the run that trained it; the defaults where none did
 * @param classes their names; {@link #unnamed} where they are not known
 */
public record SavedModel(
        Path source,
        RunConfig config,
        ImageModel model,
        Weights weights,
        Preprocessing preprocessing,
        List<String> classes)
        implements AutoCloseable {
    /** The field of a checkpoint's state that tells what the weights are the average of. */
    public static final String SOUP = "soup";

    /** The numbers of classes whose names are not known, in the place of these. */
    public static List<String> unnamed(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** What it is called: an architecture, with the tag of its weights where they are a tag's. */
    public String name() {
        return isOfRun() ? model.entry().name() : config.model().name();
    }

    /** Whether a run has trained it, whose data and configuration are known. */
    public boolean isOfRun() {
        return Files.isDirectory(source);
    }

    /** Whether the names of the classes are known. */
    public boolean isNamed() {
        return !classes.equals(unnamed(classes.size()));
    }

    /**
     * Loads the best checkpoint of a run, or a checkpoint itself.
     *
     * @param path the folder of a run or of one of its checkpoints
     * @throws JimmException DATA when it is neither, or what is in its files is damaged or does not fit together
     */
    public static SavedModel load(Path path, ModelCatalogue models) {
        return load(path, models, false);
    }

    /**
     * The same with other weights.
     *
     * @param averaged whether their moving average (EMA) takes the place of the weights
     * @throws JimmException DATA also when the checkpoint has no average
     */
    public static SavedModel load(Path path, ModelCatalogue models, boolean averaged) {
        Checkpoint checkpoint = checkpoint(path);
        if (averaged && !checkpoint.groups().containsKey(RunState.EMA)) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint.folder()
                            + ": there is no moving average of the weights (EMA) in this checkpoint; its run kept none"
                            + " (train.ema), or 'jimm average' wrote it, which keeps none");
        }
        RunState state = RunState.of(checkpoint);
        Problems problems = new Problems();
        RunConfig config = state.config(checkpoint.folder(), problems);
        Optional<ImageModel> created = problems.isEmpty()
                ? models.create(config.model(), state.classes().size(), problems, Location.UNKNOWN)
                : Optional.empty();
        created.ifPresent(model -> requireFit(model, state, problems));
        if (!problems.isEmpty()) {
            throw RunState.unusable(checkpoint.folder(), "\n  " + String.join("\n  ", problems.lines()), null);
        }
        ImageModel model = created.orElseThrow();
        return new SavedModel(
                checkpoint.folder(),
                config,
                model,
                weights(model, config, checkpoint.group(averaged ? RunState.EMA : RunState.MODEL)),
                state.preprocessing(),
                state.classes());
    }

    /**
     * The same for images of another size, if the structure takes them. It takes the place of this one.
     *
     * @throws JimmException CONFIGURATION when it does not; the weights are freed then
     */
    public SavedModel imageSize(int size) {
        try {
            model.requireImageSize(size, size);
            return new SavedModel(source, config, model, weights, preprocessing.size(size), classes);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /**
     * The same with each sum of branches made one convolution. It takes the place of this one, whose weights are freed.
     *
     * @throws JimmException CONFIGURATION when the model has no such branches
     */
    public SavedModel reparameterised() {
        try (weights) {
            ImageModel fused = model.fused();
            Weights made = Reparameterization.of(fused.structure().parameters(), weights);
            return new SavedModel(source, config, fused, made, preprocessing, classes);
        }
    }

    private static void requireFit(ImageModel model, RunState state, Problems problems) {
        int classes = state.classes().size();
        if (model.options().classes() != classes) {
            problems.add(
                    Location.UNKNOWN,
                    "the model has " + model.options().classes() + " classes, but " + classes + " have a name");
        }
        int channels = state.preprocessing().mean().size();
        if (model.options().channels() != channels) {
            problems.add(
                    Location.UNKNOWN,
                    "the model has " + model.options().channels() + " input channels, but images have " + channels);
        }
    }

    private static Weights weights(ImageModel model, RunConfig config, SafetensorsReader file) {
        return WeightLoader.create(
                        model.structure().parameters(),
                        Fit.of(file),
                        Strictness.STRICT,
                        config.seed(),
                        config.train().channelsLast())
                .weights();
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
                    path
                            + ": there is no such folder; give the folder of a run, such as runs/NAME, or one of its"
                            + " checkpoints");
        }
        return Checkpoint.open(path);
    }

    @Override
    public void close() {
        weights.close();
    }
}
