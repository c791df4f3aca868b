package dev.jimm.core.mix;

import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.random.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What happens to a whole batch on the device, behind its normalisation: its images are mixed with each other, then
 * boxes are erased.
 *
 * <p>The boxes and shares are drawn here, each from the seed and the number of the update alone, and go into the
 * training step as further {@link #inputs}; the noise of erased pixels comes from the device's generator. An epoch in
 * which mixing is off runs the same program.
 */
public final class BatchAugmentation {
    private final BatchConfig config;
    private final long seed;
    private final Mixer mixer;
    private final Eraser eraser;

    public BatchAugmentation(BatchConfig config, long seed) {
        this.config = config;
        this.seed = seed;
        mixer = new Mixer(config);
        eraser = new Eraser(config);
    }

    /**
     * What was drawn for a batch.
     *
     * @param tensors the values of {@link BatchAugmentation#inputs}
     * @param shares of each image's own labels, N numbers in [0, 1]; the rest is those of the image that stands as far
     *     from the end of the batch
     */
    public record Drawn(List<DeviceTensor> tensors, double[] shares) implements AutoCloseable {
        /**
         * The targets of the batch, as timm has them: on {@code 1 - smoothing + smoothing / classes}, off {@code
         * smoothing / classes}, mixed.
         *
         * @param labels the classes of each image, N times
         * @param smoothing the part that is spread over all classes, in [0, 1)
         * @return N x classes, row-major
         */
        public float[] targets(int[][] labels, int classes, double smoothing) {
            return Targets.of(labels, shares, classes, smoothing);
        }

        @Override
        public void close() {
            tensors.forEach(DeviceTensor::close);
        }
    }

    /** Whether images are mixed with each other, so that they have shares in several labels. */
    public boolean isMixing() {
        return config.isMixing();
    }

    /**
     * The inputs that a program needs for {@link #apply} on images of a size in pixels; none if nothing is to be done.
     */
    public List<Program.Input> inputs(int height, int width) {
        List<Program.Input> inputs = new ArrayList<>();
        if (config.isMixing()) {
            inputs.addAll(Mixer.inputs(height, width));
        }
        if (config.isErasing()) {
            inputs.addAll(eraser.inputs(height, width));
        }
        return inputs;
    }

    /**
     * Mixes and erases.
     *
     * @param x normalised images (N, 3, H, W)
     * @param inputs as {@link #inputs} declares them
     */
    public Tensor apply(Tensor x, List<Tensor> inputs) {
        int mixing = config.isMixing() ? Mixer.INPUTS : 0;
        Tensor mixed = config.isMixing() ? Mixer.apply(x, inputs.subList(0, mixing)) : x;
        return config.isErasing() ? eraser.apply(mixed, inputs.subList(mixing, inputs.size())) : mixed;
    }

    /**
     * Draws for a batch; the caller closes what was drawn.
     *
     * @param epoch counted from 0
     * @param update the number of updates before this one
     */
    public Drawn draw(Batch batch, int epoch, long update) {
        int images = batch.count();
        List<DeviceTensor> tensors = new ArrayList<>();
        double[] shares = new double[images];
        Arrays.fill(shares, 1);
        if (config.isMixing()) {
            List<Mix> mixes = mixes(batch, epoch, update);
            Arrays.setAll(shares, i -> mixes.get(i).labels());
            tensors.addAll(Mixer.tensors(mixes, batch.height(), batch.width()));
        }
        if (config.isErasing()) {
            RandomGenerator random = Randomness.of(seed, update, Randomness.ERASING);
            List<List<Box>> boxes = eraser.draw(images, batch.height(), batch.width(), random);
            tensors.addAll(eraser.tensors(boxes, batch.height(), batch.width(), random));
        }
        return new Drawn(tensors, shares);
    }

    private List<Mix> mixes(Batch batch, int epoch, long update) {
        return mixer.isOn(epoch)
                ? mixer.draw(
                        batch.count(), batch.height(), batch.width(), Randomness.of(seed, update, Randomness.MIXING))
                : Collections.nCopies(batch.count(), Mix.NONE);
    }
}
