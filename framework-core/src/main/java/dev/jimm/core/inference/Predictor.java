package dev.jimm.core.inference;

import dev.jimm.api.image.Image;
import dev.jimm.api.model.Model;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.Variant;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.image.DecodeConfig;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.transform.EvalTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A model that answers requests: warm from the first one on, and safe for any number of threads. Requests that come at once are computed
 * together ({@link PredictorOptions#batches}), in the order in which they came.
 *
 * <pre>{@code
 * try (SavedModel saved = SavedModel.load(Path.of("runs/flowers"), models);
 *         Predictor predictor = Predictor.of(saved, PredictorOptions.DEFAULT)) {
 *     Prediction prediction = predictor.predict(Path.of("rose.jpg")).join();
 *     prediction.top(5).forEach(guess -> System.out.println(guess.name() + " " + guess.probability()));
 * }
 * }</pre>
 *
 * <p>An image is decoded and resized in the thread that asks, exactly as in validation. What is asked of the future that it gets:
 *
 * <ul>
 *   <li>it fails with a {@link java.util.concurrent.RejectedExecutionException} when too many wait, or the predictor is closed;
 *   <li>{@code orTimeout} and {@code cancel} end it; an image whose turn has not come yet is then not computed;
 *   <li>what is attached to it without {@code Async} runs in the thread that computes, and holds up the others.
 * </ul>
 */
public final class Predictor implements AutoCloseable {
    private final EvalTransform transform;
    private final DecodeConfig decode;
    private final List<String> classes;
    private final OptimisedModel model;
    private final BatchQueue queue;
    private final Consumer<Predictor> afterwards;
    private boolean closed;

    private Predictor(
            Model structure,
            Weights weights,
            Preprocessing preprocessing,
            List<String> classes,
            DecodeConfig decode,
            PredictorOptions options,
            Consumer<Predictor> afterwards) {
        this.decode = decode;
        this.afterwards = afterwards;
        this.classes = List.copyOf(classes);
        transform = preprocessing.evalTransform();
        Tuning tuning = new Tuning(1, options.measured());
        model = new OptimisedModel(structure, weights, preprocessing, options.precision(), tuning, ElementType.FLOAT32);
        long[] image = {
            preprocessing.height(), preprocessing.width(), preprocessing.mean().size()
        };
        queue = new BatchQueue(model, image, options);
    }

    /** Of a trained model, which stays the caller's to close after this. */
    public static Predictor of(SavedModel saved, PredictorOptions options) {
        return of(saved, options, closed -> {});
    }

    /**
     * Of a trained model.
     *
     * @param afterwards is told once that the predictor is closed, and may then close the model
     */
    public static Predictor of(SavedModel saved, PredictorOptions options, Consumer<Predictor> afterwards) {
        return new Predictor(
                saved.model().structure(),
                saved.weights(),
                saved.preprocessing(),
                saved.classes(),
                saved.config().data().decode(),
                options,
                afterwards);
    }

    /**
     * Of a structure and its weights, which stay the caller's, and must neither be set nor closed before this is closed.
     *
     * @param classes the names of the classes, in the order of the logits; empty where they have none
     */
    public static Predictor of(
            Model structure,
            Weights weights,
            Preprocessing preprocessing,
            List<String> classes,
            PredictorOptions options) {
        return new Predictor(
                structure, weights, preprocessing, classes, DecodeConfig.defaults(), options, closed -> {});
    }

    /** Of an image file: JPEG, PNG, GIF, BMP, TIFF or WebP. */
    public CompletableFuture<Prediction> predict(Path file) throws UnreadableImageException {
        try {
            return predict(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new UnreadableImageException(file.toString(), "cannot be read: " + e, e);
        }
    }

    /**
     * Of the bytes of an image file.
     *
     * @param source where they are from, for messages
     */
    public CompletableFuture<Prediction> predict(byte[] encoded, String source) throws UnreadableImageException {
        return predict(ImageDecoder.open(encoded, source, decode).whole());
    }

    /** Of a picture in memory, whose alpha is dropped. */
    public CompletableFuture<Prediction> predict(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] packed = picture.getRGB(0, 0, width, height, null, 0, width);
        byte[] pixels = new byte[Math.multiplyExact(packed.length, Image.CHANNELS)];
        for (int i = 0; i < packed.length; i++) {
            pixels[Image.CHANNELS * i] = (byte) (packed[i] >> 16);
            pixels[Image.CHANNELS * i + 1] = (byte) (packed[i] >> 8);
            pixels[Image.CHANNELS * i + 2] = (byte) packed[i];
        }
        return predict(new Image(width, height, pixels));
    }

    /** Of a picture of any size, which is resized and cropped. */
    public CompletableFuture<Prediction> predict(Image picture) {
        return predict(ByteBuffer.wrap(transform.apply(picture).pixels()));
    }

    /** Of the remaining bytes: an image of the model's size, H x W x C, unsigned. */
    public CompletableFuture<Prediction> predict(ByteBuffer pixels) {
        float[] values = new float[pixels.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels.get(pixels.position() + i) & 0xff;
        }
        return predict(values);
    }

    /**
     * Of an image of the model's size.
     *
     * @param pixels H x W x C, values 0 to 255, not normalised; not to be changed before there is an answer
     * @throws IllegalArgumentException when there are not as many as the model takes
     */
    public CompletableFuture<Prediction> predict(float[] pixels) {
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        queue.add(pixels, answer, logits -> new Prediction(logits, classes));
        return answer;
    }

    /** The names of the classes in the order of the logits; empty where they have none. */
    public List<String> classes() {
        return classes;
    }

    /** How the model runs. */
    public Variant variant() {
        return model.variant();
    }

    /**
     * Takes no more requests, waits until those that were taken are answered, and frees all but the weights. To be called before the
     * JVM ends, for instance in a shutdown hook: the engine must not be unloaded under a computation. Closing again does nothing.
     */
    @Override
    public void close() {
        queue.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                model.close();
                afterwards.accept(this);
            }
        }
    }
}
