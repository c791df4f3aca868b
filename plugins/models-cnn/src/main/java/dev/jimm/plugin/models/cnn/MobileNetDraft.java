package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.MobileNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.DepthTrunc;
import dev.jimm.plugin.models.cnn.MobileNetConfig.HeadLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.PadType;
import dev.jimm.plugin.models.cnn.MobileNetConfig.SeLayer;
import java.util.Arrays;
import java.util.List;

/** A configuration in the making, for the tables of named architectures. Starts as a plain network without stages. */
final class MobileNetDraft {
    /** One thing in which an architecture differs from a plain network. */
    @FunctionalInterface
    interface Change {
        void apply(MobileNetDraft draft);

        static Change all(Change... changes) {
            return draft -> {
                for (Change change : changes) {
                    change.apply(draft);
                }
            };
        }
    }

    /** As trained with TensorFlow. */
    static final Change TF = all(draft -> draft.padType = PadType.SAME, epsilon(1e-3));

    private List<String> stages;
    private double channelMultiplier = 1;
    int channelDivisor = 8;
    double roundLimit = 0.9;
    private List<Double> depthMultiplier = List.of(1.0);
    DepthTrunc depthTrunc = DepthTrunc.CEIL;
    boolean fixFirstLast;
    int groupSize;
    int expertsMultiplier = 1;
    private int stemSize = 32;
    private int stemKernelSize = 3;
    boolean fixStem;
    int features = 1280;
    boolean scaleFeatures;
    HeadLayer headLayer = HeadLayer.CONV;
    PadType padType = PadType.SYMMETRIC;
    Activation actLayer = Activation.RELU;
    private NormLayer normLayer = NormLayer.BATCH;
    private int normGroupSize = 8;
    private double bnEps = 1e-5;
    AaLayer aaLayer = AaLayer.NONE;
    SeLayer seLayer = SeLayer.SE;
    Activation seGate = Activation.SIGMOID;
    boolean seRelu;
    boolean seFromExp;
    int seDivisor = 1;
    double layerScaleInitValue;
    private List<Integer> prunedWidths = List.of();

    /** The configuration that the changes make of a plain network, one after the other. */
    static MobileNetConfig of(Change... changes) {
        MobileNetDraft draft = new MobileNetDraft();
        all(changes).apply(draft);
        return draft.config();
    }

    static Change all(Change... changes) {
        return Change.all(changes);
    }

    /** The blocks of each stage, separated by spaces. */
    static Change stages(String... values) {
        return draft -> draft.stages = List.of(values);
    }

    /** Multiplies widths and depths. */
    static Change scale(double channels, double... depths) {
        return draft -> {
            draft.channelMultiplier = channels;
            draft.depthMultiplier = Arrays.stream(depths).boxed().toList();
        };
    }

    static Change width(double multiplier) {
        return scale(multiplier, 1);
    }

    static Change stem(int size, int kernel) {
        return draft -> {
            draft.stemSize = size;
            draft.stemKernelSize = kernel;
        };
    }

    /** The width of the head's convolution, whatever the multiplier. */
    static Change features(int count) {
        return draft -> draft.features = count;
    }

    /** The width of the head's convolution, which is multiplied as the others are. */
    static Change scaledFeatures(int count) {
        return draft -> {
            draft.features = count;
            draft.scaleFeatures = true;
        };
    }

    static Change activation(Activation value) {
        return draft -> draft.actLayer = value;
    }

    static Change norm(NormLayer value, int groupSize) {
        return draft -> {
            draft.normLayer = value;
            draft.normGroupSize = groupSize;
        };
    }

    static Change epsilon(double value) {
        return draft -> draft.bnEps = value;
    }

    static Change antiAlias(AaLayer value) {
        return draft -> draft.aaLayer = value;
    }

    static Change pruned(int... widths) {
        return draft -> draft.prunedWidths = Arrays.stream(widths).boxed().toList();
    }

    private MobileNetConfig config() {
        MobileNetConfig unscaled = config(features);
        return scaleFeatures ? config(unscaled.scaled(features)) : unscaled;
    }

    private MobileNetConfig config(int numFeatures) {
        return new MobileNetConfig(
                stages,
                channelMultiplier,
                channelDivisor,
                roundLimit,
                depthMultiplier,
                depthTrunc,
                fixFirstLast,
                groupSize,
                expertsMultiplier,
                stemSize,
                stemKernelSize,
                fixStem,
                numFeatures,
                headLayer,
                padType,
                actLayer,
                normLayer,
                normGroupSize,
                bnEps,
                aaLayer,
                seLayer,
                seGate,
                seRelu,
                seFromExp,
                seDivisor,
                layerScaleInitValue,
                prunedWidths);
    }
}
