package dev.jimm.core.model;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.transform.EvalTransform;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How an image becomes a model's input. Saved with the weights, because weights are right only for it.
 *
 * @param height of the input, 1 to {@value LARGEST} pixels
 * @param width of the input, 1 to {@value LARGEST} pixels
 * @param cropPct the part of the resized image that the evaluation crop keeps, in (0, 1]
 * @param cropMode how evaluation gets from an image's shape to the input's
 * @param interpolation of the evaluation resize
 * @param mean of each of the three channels, of values in [0, 1]
 * @param std the standard deviation of each of the three channels, above 0
 */
public record Preprocessing(
        int height,
        int width,
        double cropPct,
        CropMode cropMode,
        String interpolation,
        List<Double> mean,
        List<Double> std) {
    /** The longest side of an input, in pixels. */
    public static final int LARGEST = 8192;

    private static final double WHITE = 255;
    private static final int CHANNELS = 3;

    public Preprocessing {
        requireSide("height", height);
        requireSide("width", width);
        new EvalTransform.Config(cropPct, cropMode, interpolation); // checks them
        mean = channels("mean", mean);
        std = channels("std", std);
        if (std.stream().anyMatch(value -> !((float) (WHITE * value) > 0))) {
            throw new IllegalArgumentException("std must be above 0, is " + std);
        }
    }

    private static void requireSide(String key, int value) {
        if (value < 1 || value > LARGEST) {
            throw new IllegalArgumentException(key + " must be 1 to " + LARGEST + ", is " + value);
        }
    }

    private static List<Double> channels(String key, List<Double> values) {
        boolean sound = values != null
                && values.size() == CHANNELS
                && values.stream().allMatch(value -> value != null && Float.isFinite((float) (WHITE * value)));
        if (!sound) {
            throw new IllegalArgumentException(key + " must be " + CHANNELS + " numbers, one a channel, is " + values);
        }
        return List.copyOf(values);
    }

    /** The same for square images of another size. */
    public Preprocessing size(int size) {
        return new Preprocessing(size, size, cropPct, cropMode, interpolation, mean, std);
    }

    /** How images are prepared where nothing is random. */
    public EvalTransform evalTransform() {
        return new EvalTransform(new EvalTransform.Config(cropPct, cropMode, interpolation), height, width, mean);
    }

    /**
     * The inputs of a program that takes images: a batch of any number of them as bytes N, H, W, C, and the two {@link #statistics}.
     */
    public List<Program.Input> inputs() {
        Program.Input statistic = new Program.Input(ElementType.FLOAT32, 1, CHANNELS, 1, 1);
        return List.of(
                new Program.Input(ElementType.UINT8, Shapes.BATCH, height, width, CHANNELS), statistic, statistic);
    }

    /** The mean and deviation of bytes, as tensors for {@link #normalise}; the caller closes them. */
    public List<DeviceTensor> statistics() {
        return List.of(statistic(mean), statistic(std));
    }

    private DeviceTensor statistic(List<Double> fractions) {
        float[] values = new float[CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (WHITE * fractions.get(i));
        }
        return DeviceTensor.of(values, 1, CHANNELS, 1, 1);
    }

    /**
     * One image as {@link #normalise} makes it of bytes, to the bit, for who computes elsewhere.
     *
     * @param pixels H, W, C
     * @return C, H, W
     */
    public float[] normalised(byte[] pixels) {
        float[] values = new float[pixels.length];
        int plane = height * width;
        for (int channel = 0; channel < CHANNELS; channel++) {
            float centre = (float) (WHITE * mean.get(channel));
            float spread = (float) (WHITE * std.get(channel));
            for (int i = 0; i < plane; i++) {
                values[channel * plane + i] = ((pixels[i * CHANNELS + channel] & 0xff) - centre) / spread;
            }
        }
        return values;
    }

    /** A batch over a buffer of bytes N, H, W, C, without a copy. */
    public DeviceTensor batch(ByteBuffer pixels, int count) {
        return DeviceTensor.over(pixels, ElementType.UINT8, count, height, width, CHANNELS);
    }

    /**
     * From {@link #inputs} to normalised (N, C, H, W) in float32.
     *
     * @param channelsLast whether the channels stay last in memory
     */
    public static Tensor normalise(List<Tensor> inputs, boolean channelsLast) {
        Tensor x = inputs.get(0).permute(0, 3, 1, 2).to(ElementType.FLOAT32);
        Tensor normalised = x.sub(inputs.get(1)).div(inputs.get(2));
        return channelsLast ? normalised : normalised.contiguous();
    }
}
