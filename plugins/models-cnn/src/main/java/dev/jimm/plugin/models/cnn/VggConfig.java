package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;
import static dev.jimm.plugin.models.cnn.Refusal.requireStages;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one {@link Vgg} from another.
 *
 * @param depths the number of convolutions of each stage; a max pooling ends the stage
 * @param channels the width of each stage
 * @param mlpRatio the width between the two convolutions of the head, as a part of its 4096 features
 * @param batchNorm whether a batch norm follows each convolution of the stages
 */
public record VggConfig(
        List<Integer> depths, List<Integer> channels, double mlpRatio, Activation actLayer, boolean batchNorm) {
    /** The width of what the classifier gets. */
    static final int FEATURES = 4096;

    public VggConfig {
        depths = List.copyOf(depths);
        channels = List.copyOf(channels);
        requireStages("depths", depths, channels);
        require(
                FEATURES * mlpRatio >= 1,
                "mlp-ratio must leave at least one of " + FEATURES + " features, is " + mlpRatio);
    }

    /** The width between the two convolutions of the head. */
    int hidden() {
        return (int) (FEATURES * mlpRatio);
    }
}
