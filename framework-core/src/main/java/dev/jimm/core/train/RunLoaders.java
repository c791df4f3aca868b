package dev.jimm.core.train;

import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.Resolution;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.TrainTransform;
import java.util.Map;
import java.util.stream.Collectors;

/** The loaders of a run, as it is planned. */
public final class RunLoaders {
    private RunLoaders() {}

    /**
     * Batches of augmented training images, of the model's input size or of those that the batches change between.
     *
     * @param epochs of the whole training
     */
    public static Loader training(RunPlan plan, Preprocessing preprocessing, TrainingData data, int epochs) {
        RunConfig config = plan.config();
        TrainTransform own = new TrainTransform(
                config.augment().images(),
                preprocessing.height(),
                preprocessing.width(),
                plan.augmentation().policy());
        return Loader.training(data.train(), transforms(own, config, epochs), config.data(), config.seed());
    }

    private static Loader.Transforms transforms(TrainTransform own, RunConfig config, int epochs) {
        DataConfig data = config.data();
        if (data.resolution().sizes().isEmpty()) {
            return (epoch, batch) -> own;
        }
        Map<Integer, TrainTransform> bySide = data.resolution().sizes().stream()
                .distinct()
                .collect(Collectors.toMap(side -> side, side -> own.sized(side, side)));
        bySide.values().forEach(transform -> Loader.requireFitting(transform, data));
        Resolution resolution = new Resolution(data.resolution(), epochs, config.seed());
        return (epoch, batch) -> bySide.get(resolution.side(epoch, batch));
    }

    /** Batches of the held-out images. */
    public static Loader validation(RunPlan plan, Preprocessing preprocessing, TrainingData data) {
        return Loader.evaluation(
                data.validation(), preprocessing.evalTransform(), plan.config().data());
    }
}
