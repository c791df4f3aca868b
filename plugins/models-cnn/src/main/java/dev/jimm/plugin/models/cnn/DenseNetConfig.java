package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one {@link DenseNet} from another.
 *
 * @param growthRate the number of channels that each dense layer adds
 * @param blockConfig the number of layers of each dense block
 * @param bnSize how many times the growth rate a layer's bottleneck is wide
 * @param actLayer the activation after each norm
 * @param aaStemOnly whether {@code aa-layer} leaves the transitions alone
 * @param projDropRate dropout of what each dense layer adds, in [0, 1)
 */
public record DenseNetConfig(
        int growthRate,
        List<Integer> blockConfig,
        int bnSize,
        StemType stemType,
        Activation actLayer,
        AaLayer aaLayer,
        boolean aaStemOnly,
        double projDropRate) {
    /** What stands before the stem's pooling; all end at twice the growth rate. */
    public enum StemType {
        /** One 7x7 convolution. */
        DEFAULT,
        /** Three 3x3 convolutions, the first two as wide as the growth rate. */
        DEEP,
        /** As deep, but the first has three quarters of the growth rate, the second twice that. */
        DEEP_TIERED
    }

    /** What down-samples, so that the output does not change with small shifts of the image. */
    public enum AaLayer {
        NONE,
        BLUR
    }

    public DenseNetConfig {
        blockConfig = List.copyOf(blockConfig);
        require(growthRate >= 4, "growth-rate must be at least 4, is " + growthRate);
        require(!blockConfig.isEmpty(), "block-config must name at least one block");
        require(
                blockConfig.stream().allMatch(layers -> layers >= 1),
                "block-config must be at least 1 each, is " + blockConfig);
        require(bnSize >= 1, "bn-size must be at least 1, is " + bnSize);
        require(projDropRate >= 0 && projDropRate < 1, "proj-drop-rate must be in [0, 1), is " + projDropRate);
    }

    /** A plain network. */
    static DenseNetConfig of(int growthRate, Integer... blockConfig) {
        return new DenseNetConfig(
                growthRate, List.of(blockConfig), 4, StemType.DEFAULT, Activation.RELU, AaLayer.NONE, true, 0);
    }

    DenseNetConfig deepStem() {
        return new DenseNetConfig(
                growthRate, blockConfig, bnSize, StemType.DEEP, actLayer, aaLayer, aaStemOnly, projDropRate);
    }

    DenseNetConfig blur() {
        return new DenseNetConfig(
                growthRate, blockConfig, bnSize, stemType, actLayer, AaLayer.BLUR, aaStemOnly, projDropRate);
    }
}
