package dev.jimm.app.evaluate;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.train.LossConfig;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import dev.jimm.core.transform.EvalTransform;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classifies image files, some at a time. */
final class Predictor implements AutoCloseable {
    private static final int AT_A_TIME = 32;

    private final SavedModel saved;
    private final int top;
    private final EvalTransform transform;
    private final InferenceModel model;
    private final List<String> unreadable = new ArrayList<>();

    Predictor(SavedModel saved, int top) {
        this.saved = saved;
        this.top = top;
        Preprocessing preprocessing = saved.preprocessing();
        transform = preprocessing.evalTransform();
        TrainConfig train = saved.config().train();
        model = new InferenceModel(
                saved.model().structure(), saved.weights(), preprocessing, train.precision(), train.execution());
    }

    /** The predictions for those of the images that can be read, in their order. */
    List<Prediction> predict(List<Path> images) {
        List<Prediction> predictions = new ArrayList<>();
        for (int first = 0; first < images.size(); first += AT_A_TIME) {
            predictions.addAll(batch(images.subList(first, Math.min(first + AT_A_TIME, images.size()))));
        }
        return predictions;
    }

    /** What could not be read so far, and why. */
    List<String> unreadable() {
        return unreadable;
    }

    /** An image as the model takes it, or why there is none. */
    private record Read(Path path, byte[] pixels, String problem) {}

    private List<Prediction> batch(List<Path> images) {
        List<Read> read = images.parallelStream().map(this::read).toList();
        List<Read> good = read.stream().filter(one -> one.problem == null).toList();
        read.stream().filter(one -> one.problem != null).forEach(one -> unreadable.add(one.problem));
        List<Prediction> predictions = new ArrayList<>();
        boolean independent = saved.config().loss().name() == LossConfig.Name.BCE;
        if (!good.isEmpty()) {
            float[][] logits = model.logits(buffer(good), good.size());
            for (int i = 0; i < good.size(); i++) {
                predictions.add(
                        Prediction.of(good.get(i).path.toString(), logits[i], saved.classes(), top, independent));
            }
        }
        return predictions;
    }

    private Read read(Path path) {
        try {
            return new Read(path, transform.apply(ImageDecoder.read(path)).pixels(), null);
        } catch (UnreadableImageException e) {
            return new Read(path, null, e.getMessage());
        }
    }

    private ByteBuffer buffer(List<Read> images) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(images.size() * transform.height() * transform.width() * Image.CHANNELS);
        images.forEach(image -> buffer.put(image.pixels));
        return buffer.flip();
    }

    @Override
    public void close() {
        model.close();
    }
}
