package dev.jimm.app.evaluate;

import dev.jimm.core.data.Loader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.model.Classifier;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Path;
import java.util.List;

/** Asks a model about image files, in batches that threads read ahead. */
final class FilePredictor {
    private static final int MOST_WORKERS = 16;

    private final ImagePaths images;
    private final Loader loader;

    FilePredictor(ReadyModel model, SavedModel saved, List<Path> paths) {
        images = new ImagePaths(paths, saved.classes());
        int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
        loader = model.loader(images, saved.config().data(), workers, Integer.MAX_VALUE);
    }

    /** Takes what the model says of an image. */
    @FunctionalInterface
    interface Receiver {
        void take(String image, float[] answer);
    }

    /**
     * Goes through those of the images that can be read, in their order.
     *
     * @throws JimmException DATA when the model answers with what is no number
     */
    void predict(Classifier model, Receiver receiver) {
        try {
            Evaluation.forEach(model, loader, (answer, labels, index) -> {
                requireNumbers(answer, images.name(index));
                receiver.take(images.name(index), answer);
            });
        } catch (JimmException e) {
            if (loader.bad().count() < images.size()) {
                throw e;
            }
            // The loader gives up where nothing at all can be read; that is for the caller to tell.
        }
    }

    /** Minus infinity is the logit of a probability of 0. */
    static void requireNumbers(float[] answer, String image) {
        for (float value : answer) {
            if (Float.isNaN(value) || value == Float.POSITIVE_INFINITY) {
                throw new JimmException(
                        Category.DATA,
                        image + ": the model's answer is no number (" + value
                                + "): its weights are broken; take another checkpoint");
            }
        }
    }

    /** How many images were given. */
    int images() {
        return images.size();
    }

    /** How many of them could not be read. */
    int unreadableCount() {
        return loader.bad().count();
    }

    /** The first that could not be read, and why. */
    List<String> unreadable() {
        return loader.bad().listed();
    }
}
