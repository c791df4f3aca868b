package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.ByobBlock.Kind;
import dev.jimm.plugin.models.cnn.ByobConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.Downsample;
import dev.jimm.plugin.models.cnn.ByobConfig.HeadType;
import dev.jimm.plugin.models.cnn.ByobConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.StemPool;
import dev.jimm.plugin.models.cnn.ByobConfig.StemType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A configuration in the making, for the tables of named architectures. Starts with a 3x3 convolution and no stages. */
final class ByobDraft {
    /** One thing in which an architecture differs from a plain network. */
    @FunctionalInterface
    interface Change {
        void apply(ByobDraft draft);

        static Change all(Change... changes) {
            return draft -> {
                for (Change change : changes) {
                    change.apply(draft);
                }
            };
        }
    }

    /** The inverted residuals of RegNetZ. */
    static final Change REGNET_Z = draft -> {
        draft.downsample = Downsample.NONE;
        draft.bottleIn = true;
        draft.linearOut = true;
        draft.actLayer = Activation.SILU;
        draft.attnLayer = AttnLayer.SE;
        draft.rdRatio = 0.25;
    };

    static final Change SILU = draft -> draft.actLayer = Activation.SILU;
    static final Change SE = attention(AttnLayer.SE);
    static final Change ECA = attention(AttnLayer.ECA);
    static final Change GCA = attention(AttnLayer.GCA);
    static final Change MAX_POOL = draft -> draft.stemPool = StemPool.MAX;

    List<List<ByobBlock>> blocks;
    Downsample downsample = Downsample.CONV1X1;
    private StemType stemType = StemType.CONV3X3;
    StemPool stemPool = StemPool.NONE;
    List<Integer> stemChs = List.of(32);
    double widthFactor = 1;
    private int features;
    boolean extraConv;
    private boolean bottleIn;
    private boolean linearOut;
    private Activation actLayer = Activation.RELU;
    NormLayer normLayer = NormLayer.BATCH;
    AaLayer aaLayer = AaLayer.NONE;
    private AttnLayer attnLayer = AttnLayer.NONE;
    double rdRatio = 1.0 / 16;
    int rdDivisor = 8;
    HeadType headType = HeadType.CLASSIFIER;
    Integer headHiddenSize;
    private Integer imgSize;

    static Architecture<?> of(String name, Change... changes) {
        ByobDraft draft = new ByobDraft();
        Change.all(changes).apply(draft);
        return new Architecture<>(name, draft.config(), ByobNetwork::build);
    }

    static Change stem(StemType type, int width) {
        return draft -> {
            draft.stemType = type;
            draft.stemChs = List.of(width);
        };
    }

    static Change features(int value) {
        return draft -> draft.features = value;
    }

    static Change attention(AttnLayer value) {
        return draft -> draft.attnLayer = value;
    }

    static Change imgSize(int value) {
        return draft -> draft.imgSize = value;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static Change stages(List<ByobBlock>... value) {
        return draft -> draft.blocks = List.of(value);
    }

    static List<ByobBlock> stage(Kind kind, int depth, int channels, int stride, int groupSize, double ratio) {
        return List.of(
                ByobBlock.of(kind, depth, channels, stride).groupSize(groupSize).bottleRatio(ratio));
    }

    static List<ByobBlock> bottles(int depth, int channels, int stride, int groupSize, double ratio) {
        return stage(Kind.BOTTLE, depth, channels, stride, groupSize, ratio);
    }

    /** Stages of bottlenecks whose middle has a quarter of their channels; the first without stride. */
    static Change bottlenecks(int groupSize, List<Integer> depths, List<Integer> channels) {
        return draft -> draft.blocks = IntStream.range(0, depths.size())
                .mapToObj(i -> bottles(depths.get(i), channels.get(i), i == 0 ? 1 : 2, groupSize, 0.25))
                .toList();
    }

    /** A stage of bottlenecks in which every so many blocks one has self-attention. */
    static List<ByobBlock> interleaved(
            ByobSelfAttention layer, int every, int depth, int channels, int groupSize, double ratio) {
        List<ByobBlock> blocks = new ArrayList<>();
        ByobBlock plain = bottles(1, channels, 2, groupSize, ratio).get(0);
        for (int i = 1; i <= depth; i++) {
            blocks.add(i % every == 0 ? ByobBlock.selfAttention(layer, 1, channels, ratio) : plain);
        }
        return blocks;
    }

    private ByobConfig config() {
        return new ByobConfig(
                blocks,
                downsample,
                stemType,
                stemPool,
                stemChs,
                widthFactor,
                features,
                extraConv,
                bottleIn,
                linearOut,
                true,
                actLayer,
                normLayer,
                16,
                aaLayer,
                attnLayer,
                rdRatio,
                rdDivisor,
                8,
                headType,
                headHiddenSize,
                imgSize);
    }
}
