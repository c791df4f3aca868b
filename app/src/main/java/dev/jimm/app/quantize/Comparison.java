package dev.jimm.app.quantize;

import dev.jimm.app.onnx.OnnxSession;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Two files on the same images, in turn. */
final class Comparison {
    private static final int BATCH_SIZE = 8;
    private static final double WHITE = 255;
    private static final double NANOS = 1e9;

    /**
     * What one file gave.
     *
     * @param imagesPerSecond in ONNX Runtime, without decoding
     * @param top1 the part of the labelled images whose class comes first; {@code null} without labels
     * @param top5 the part whose class is among the first five
     */
    record Side(long bytes, double imagesPerSecond, Double top1, Double top5) {}

    /**
     * The outcome.
     *
     * @param images how many were looked at
     * @param agreement1 the part of them for which both put the same class first
     * @param agreement5 the part for which the exact one's first class is among the first five of the other
     */
    record Result(int images, int threads, Side exact, Side quantized, double agreement1, double agreement5) {}

    private final Preprocessing preprocessing;
    private final int threads;
    private final Score exactScore = new Score();
    private final Score quantizedScore = new Score();
    private final Score agreement = new Score();
    private int images;

    Comparison(Preprocessing preprocessing, int threads) {
        this.preprocessing = preprocessing;
        this.threads = threads;
    }

    /** @param step is told of each image */
    Result of(Path exact, Path quantized, LabelledImages labelled, Runnable step) {
        DataConfig config = DataConfig.defaults().evaluating(BATCH_SIZE, threads, Integer.MAX_VALUE);
        Loader loader = Loader.evaluation(labelled.reader(), preprocessing.evalTransform(), config);
        try (OnnxSession first = new OnnxSession(exact, threads);
                OnnxSession second = new OnnxSession(quantized, threads);
                Epoch epoch = loader.epoch(0, 0)) {
            long warmUp = 0;
            long warmUpQuantized = 0;
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    float[] input = normalised(batch);
                    long[] shape = {batch.count(), preprocessing.mean().size(), batch.height(), batch.width()};
                    if (images == 0) {
                        first.run(input, shape);
                        second.run(input, shape);
                        warmUp = first.nanos();
                        warmUpQuantized = second.nanos();
                    }
                    count(batch, labelled, first.run(input, shape), second.run(input, shape));
                    for (int i = 0; i < batch.count(); i++) {
                        step.run();
                    }
                }
            }
            return result(
                    side(exact, first.nanos() - warmUp, exactScore),
                    side(quantized, second.nanos() - warmUpQuantized, quantizedScore));
        }
    }

    private Result result(Side exact, Side quantized) {
        return new Result(
                images,
                threads,
                exact,
                quantized,
                images == 0 ? 0 : agreement.top1(),
                images == 0 ? 0 : agreement.top5());
    }

    private Side side(Path file, long nanos, Score score) {
        return new Side(file.toFile().length(), images * NANOS / Math.max(1, nanos), score.top1(), score.top5());
    }

    private void count(Batch batch, LabelledImages labelled, float[] exact, float[] quantized) {
        int classes = exact.length / batch.count();
        for (int i = 0; i < batch.count(); i++) {
            float[] one = Arrays.copyOfRange(exact, i * classes, (i + 1) * classes);
            float[] other = Arrays.copyOfRange(quantized, i * classes, (i + 1) * classes);
            int label = labelled.label(batch.indices()[i]);
            exactScore.add(one, label);
            quantizedScore.add(other, label);
            agreement.add(other, Score.best(one));
            images++;
        }
    }

    /** From bytes N, H, W, C to numbers N, C, H, W. */
    private float[] normalised(Batch batch) {
        int channels = preprocessing.mean().size();
        int area = batch.height() * batch.width();
        float[] normalised = new float[batch.count() * channels * area];
        ByteBuffer pixels = batch.pixels();
        for (int channel = 0; channel < channels; channel++) {
            float mean = (float) (WHITE * preprocessing.mean().get(channel));
            float deviation = (float) (WHITE * preprocessing.std().get(channel));
            for (int image = 0; image < batch.count(); image++) {
                int from = image * area * channels + channel;
                int to = (image * channels + channel) * area;
                for (int i = 0; i < area; i++) {
                    normalised[to + i] = ((pixels.get(from + i * channels) & 0xFF) - mean) / deviation;
                }
            }
        }
        return normalised;
    }
}
