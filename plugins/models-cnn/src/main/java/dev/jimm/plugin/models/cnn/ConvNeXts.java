package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.ConvNeXtConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ConvNeXtConfig.StemType;
import java.util.Arrays;
import java.util.List;

/**
 * The named members of the family of {@link ConvNeXt}. Those whose names end with ols have an overlapping stem, with rms
 * another norm, with hnf the last norm before the pooling.
 */
final class ConvNeXts {
    /** One thing in which an architecture differs from ConvNeXt V1. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change ZEPTO = all(depths(2, 2, 4, 2), doubling(32), convMlp());
    private static final Change ATTO = all(depths(2, 2, 6, 2), doubling(40), convMlp());
    private static final Change FEMTO = all(depths(2, 2, 6, 2), doubling(48), convMlp());
    private static final Change PICO = all(depths(2, 2, 6, 2), doubling(64), convMlp());
    private static final Change NANO = all(depths(2, 2, 8, 2), doubling(80), convMlp());
    private static final Change TINY = all(depths(3, 3, 9, 3), doubling(96));
    private static final Change SMALL = all(depths(3, 3, 27, 3), doubling(96));
    private static final Change BASE = all(depths(3, 3, 27, 3), doubling(128));
    private static final Change LARGE = all(depths(3, 3, 27, 3), doubling(192));
    private static final Change XLARGE = all(depths(3, 3, 27, 3), doubling(256));
    private static final Change XXLARGE = all(depths(3, 4, 30, 3), doubling(384));
    private static final Change HUGE = all(depths(3, 3, 27, 3), doubling(352));

    private static final Change V2 = draft -> {
        draft.useGrn = true;
        draft.lsInitValue = 0;
    };
    private static final Change HEAD_NORM_FIRST = draft -> draft.headNormFirst = true;
    private static final Change COARSE_EPSILON = draft -> draft.normEps = 1e-5;

    static final List<Architecture<?>> ALL = List.of(
            of("convnext_zepto_rms", ZEPTO, norm(NormLayer.SIMPLE)),
            of("convnext_zepto_rms_ols", ZEPTO, norm(NormLayer.SIMPLE), stem(StemType.OVERLAP_ACT)),
            of("convnext_atto", ATTO),
            of("convnext_atto_ols", ATTO, stem(StemType.OVERLAP_TIERED)),
            of("convnext_atto_rms", ATTO, norm(NormLayer.RMS)),
            of("convnext_femto", FEMTO),
            of("convnext_femto_ols", FEMTO, stem(StemType.OVERLAP_TIERED)),
            of("convnext_pico", PICO),
            of("convnext_pico_ols", PICO, stem(StemType.OVERLAP_TIERED)),
            of("convnext_nano", NANO),
            of("convnext_nano_ols", NANO, stem(StemType.OVERLAP)),
            of("convnext_tiny_hnf", TINY, convMlp(), HEAD_NORM_FIRST),
            of("convnext_tiny", TINY),
            of("convnext_small", SMALL),
            of("convnext_base", BASE),
            of("convnext_large", LARGE),
            of("convnext_large_mlp", LARGE, draft -> draft.headHiddenSize = 1536),
            of("convnext_xlarge", XLARGE),
            of("convnext_xxlarge", XXLARGE, COARSE_EPSILON),
            of("convnextv2_atto", ATTO, V2),
            of("convnextv2_femto", FEMTO, V2),
            of("convnextv2_pico", PICO, V2),
            of("convnextv2_nano", NANO, V2),
            of("convnextv2_tiny", TINY, V2),
            of("convnextv2_small", SMALL, V2),
            of("convnextv2_base", BASE, V2),
            of("convnextv2_large", LARGE, V2),
            of("convnextv2_huge", HUGE, V2),
            of("test_convnext", depths(1, 2, 4, 2), dims(24, 32, 48, 64), COARSE_EPSILON, act(Activation.GELU_TANH)),
            of("test_convnext2", depths(1, 1, 1, 1), dims(32, 64, 96, 128), COARSE_EPSILON, act(Activation.GELU_TANH)),
            of(
                    "test_convnext3",
                    depths(1, 1, 1, 1),
                    dims(32, 64, 96, 128),
                    kernels(7, 5, 5, 3),
                    COARSE_EPSILON,
                    act(Activation.SILU)));

    private ConvNeXts() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        all(changes).apply(draft);
        return new Architecture<>(name, draft.config(), ConvNeXt::build);
    }

    private static Change all(Change... changes) {
        return draft -> {
            for (Change change : changes) {
                change.apply(draft);
            }
        };
    }

    private static Change depths(int... values) {
        return draft -> draft.depths = list(values);
    }

    private static Change dims(int... values) {
        return draft -> draft.dims = list(values);
    }

    /** Each stage twice as wide as the one before. */
    private static Change doubling(int first) {
        return dims(first, 2 * first, 4 * first, 8 * first);
    }

    private static Change kernels(int... values) {
        return draft -> draft.kernelSizes = list(values);
    }

    private static Change convMlp() {
        return draft -> draft.convMlp = true;
    }

    private static Change stem(StemType value) {
        return draft -> draft.stemType = value;
    }

    private static Change norm(NormLayer value) {
        return draft -> draft.normLayer = value;
    }

    private static Change act(Activation value) {
        return draft -> draft.actLayer = value;
    }

    private static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** A configuration in the making; starts as a ConvNeXt V1 without stages. */
    private static final class Draft {
        private List<Integer> depths;
        private List<Integer> dims;
        private List<Integer> kernelSizes = list(7);
        private double lsInitValue = 1e-6;
        private StemType stemType = StemType.PATCH;
        private boolean headNormFirst;
        private int headHiddenSize;
        private boolean convMlp;
        private boolean useGrn;
        private Activation actLayer = Activation.GELU;
        private NormLayer normLayer = NormLayer.LAYER;
        private double normEps = 1e-6;

        ConvNeXtConfig config() {
            return new ConvNeXtConfig(
                    depths,
                    dims,
                    kernelSizes,
                    lsInitValue,
                    stemType,
                    4,
                    headNormFirst,
                    headHiddenSize,
                    convMlp,
                    useGrn,
                    actLayer,
                    normLayer,
                    normEps);
        }
    }
}
