package dev.jimm.core.model;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How an image becomes a model's input. Saved with the weights, because weights are right only for it.
 *
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 * @param cropPct the part of the resized image that the evaluation crop keeps, in (0, 1]
 * @param interpolation of the evaluation resize
 * @param mean of each channel, of values in [0, 1]
 * @param std the standard deviation of each channel
 */
public record Preprocessing(
        int height, int width, double cropPct, String interpolation, List<Double> mean, List<Double> std) {
    private static final double WHITE = 255;

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * The inputs of a program that takes images: a batch of any number of them as bytes N, H, W, C, and the two {@link #statistics}.
     */
    public List<Program.Input> inputs() {
        Program.Input statistic = new Program.Input(ElementType.FLOAT32, 1, channels(), 1, 1);
        return List.of(
                new Program.Input(ElementType.UINT8, Shapes.BATCH, height, width, channels()), statistic, statistic);
    }

    /** The mean and deviation of bytes, as tensors for {@link #normalise}; the caller closes them. */
    public List<DeviceTensor> statistics() {
        return List.of(statistic(mean), statistic(std));
    }

    private DeviceTensor statistic(List<Double> fractions) {
        float[] values = new float[channels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (WHITE * fractions.get(i));
        }
        return DeviceTensor.of(values, 1, channels(), 1, 1);
    }

    /** A batch over a buffer of bytes N, H, W, C, without a copy. */
    public DeviceTensor batch(ByteBuffer pixels, int count) {
        return DeviceTensor.over(pixels, ElementType.UINT8, count, height, width, channels());
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

    private int channels() {
        return mean.size();
    }
}
