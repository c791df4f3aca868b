package dev.jimm.api.model;

import dev.jimm.api.API;

/**
 * What every model can be asked for, whatever its family. The family's own options are the components of its configuration record.
 *
 * @param classes the number of classes; 0 leaves the classifier out, so that the model returns pooled features
 * @param channels the number of input channels
 * @param dropRate dropout before the classifier, in [0, 1)
 * @param dropPathRate stochastic depth of the last block, in [0, 1)
 * @param globalPool the pooling before the classifier by timm's name, or {@code null} for the architecture's own
 * @param outputStride by how much the last feature map may be smaller than the image (8, 16 or 32); stages beyond it are dilated
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ModelOptions(
        int classes, int channels, double dropRate, double dropPathRate, String globalPool, int outputStride) {
    public static final ModelOptions DEFAULT = new ModelOptions(1000, 3, 0, 0, null, 32);

    public ModelOptions {
        require(classes >= 0, "num-classes must be at least 0, is " + classes);
        require(channels >= 1, "in-channels must be at least 1, is " + channels);
        require(dropRate >= 0 && dropRate < 1, "drop-rate must be in [0, 1), is " + dropRate);
        require(dropPathRate >= 0 && dropPathRate < 1, "drop-path must be in [0, 1), is " + dropPathRate);
        require(
                outputStride == 8 || outputStride == 16 || outputStride == 32,
                "output-stride must be 8, 16 or 32, is " + outputStride);
    }

    public ModelOptions classes(int value) {
        return new ModelOptions(value, channels, dropRate, dropPathRate, globalPool, outputStride);
    }

    public ModelOptions channels(int value) {
        return new ModelOptions(classes, value, dropRate, dropPathRate, globalPool, outputStride);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
