package dev.jimm.core.pretrained;

import dev.jimm.api.checkpoint.CheckpointTensor;

/**
 * Makes the weight of a convolution that sees images fit another number of channels, as timm does
 * ({@code adapt_input_conv}): for one channel the three colours are summed, so that a grey image gives what it gave in
 * colour; for more they are repeated in turn and scaled to keep the sum.
 */
final class FirstConvolution {
    private static final int COLOURS = 3;

    private FirstConvolution() {}

    /**
     * Adapts a weight (out, in, kernel height, kernel width).
     *
     * @param channels of the model's images
     * @throws IllegalArgumentException when it is no such weight, or not of three colours
     */
    static CheckpointTensor adapt(CheckpointTensor weight, int channels) {
        if (weight.rank() != 4 || weight.size(1) == 0) {
            throw new IllegalArgumentException("it is no convolution");
        }
        if (channels == 1) {
            return grey(weight);
        }
        if (weight.size(1) != COLOURS) {
            throw new IllegalArgumentException("it has " + weight.size(1) + " input channels, not 3");
        }
        float scale = (float) COLOURS / channels;
        return mapped(weight, channels, (floats, at, plane, from) -> {
            int colour = at % COLOURS;
            return floats[from + colour * plane] * scale;
        });
    }

    /** Convolutions of stems that first cut the image into patches see each colour several times. */
    private static CheckpointTensor grey(CheckpointTensor weight) {
        long in = weight.size(1);
        if (in > COLOURS && in % COLOURS != 0) {
            throw new IllegalArgumentException("its " + in + " input channels are no multiple of 3");
        }
        int group = (int) Math.min(in, COLOURS);
        return mapped(weight, (int) (in / group), (floats, at, plane, from) -> {
            float sum = 0;
            for (int colour = 0; colour < group; colour++) {
                sum += floats[from + (at * group + colour) * plane];
            }
            return sum;
        });
    }

    /** The value of one place of one input channel. */
    private interface Place {
        /**
         * @param at the new input channel
         * @param plane how far an input channel is from the next
         * @param from where the place is in the first input channel
         */
        float value(float[] floats, int at, int plane, int from);
    }

    private static CheckpointTensor mapped(CheckpointTensor weight, int channels, Place place) {
        int out = (int) weight.size(0);
        int plane = (int) (weight.size(2) * weight.size(3));
        int in = (int) weight.size(1);
        return CheckpointTensor.computed(
                () -> {
                    float[] source = weight.floats();
                    float[] result = new float[Math.multiplyExact(Math.multiplyExact(out, channels), plane)];
                    for (int i = 0; i < result.length; i++) {
                        int filter = i / (channels * plane);
                        int channel = i / plane % channels;
                        result[i] = place.value(source, channel, plane, filter * in * plane + i % plane);
                    }
                    return result;
                },
                weight.size(0),
                channels,
                weight.size(2),
                weight.size(3));
    }
}
