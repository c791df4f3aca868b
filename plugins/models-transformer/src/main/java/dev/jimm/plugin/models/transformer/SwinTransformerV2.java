package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.RelativePositions;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The second version of {@linkplain SwinTransformer Swin}, made to be larger and to move between resolutions: norms at
 * the end of the branches, attention by angle, a perceptron that says the bias of an offset.
 *
 * <p>Liu et al. 2021 (arXiv 2111.09883). Tensor names are those of timm's swin_transformer_v2.py.
 */
public final class SwinTransformerV2 implements ModelProvider {
    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            swin("swinv2_tiny_window16_256", 256, 16, 96, 6),
            swin("swinv2_tiny_window8_256", 256, 8, 96, 6),
            swin("swinv2_small_window16_256", 256, 16, 96, 18),
            swin("swinv2_small_window8_256", 256, 8, 96, 18),
            swin("swinv2_base_window16_256", 256, 16, 128, 18),
            swin("swinv2_base_window8_256", 256, 8, 128, 18),
            swin("swinv2_base_window12_192", 192, 12, 128, 18),
            enlarged("swinv2_base_window12to16_192to256", 256, 16, 128, 18),
            enlarged("swinv2_base_window12to24_192to384", 384, 24, 128, 18),
            swin("swinv2_large_window12_192", 192, 12, 192, 18),
            enlarged("swinv2_large_window12to16_192to256", 256, 16, 192, 18),
            enlarged("swinv2_large_window12to24_192to384", 384, 24, 192, 18));

    private static Architecture<?> swin(String name, int imgSize, int windowSize, int embedDim, int depth) {
        return architecture(name, SwinConfig.of(imgSize, List.of(windowSize), embedDim, depth));
    }

    /** Trained with windows of 12 on images of 192, whose last map has 6 x 6 places. */
    private static Architecture<?> enlarged(String name, int imgSize, int windowSize, int embedDim, int depth) {
        return architecture(
                name,
                SwinConfig.of(imgSize, List.of(windowSize), embedDim, depth).pretrainedWindowSizes(12, 12, 12, 6));
    }

    private static Architecture<?> architecture(String name, SwinConfig config) {
        return new Architecture<>(name, config, SwinTransformerV2::build);
    }

    @Override
    public String family() {
        return "swin_transformer_v2";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(SwinTransformerV2.class.getResourceAsStream("swin_transformer_v2.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return SwinNetwork.convert(checkpoint);
    }

    private static Model build(SwinConfig config, ModelOptions options, Scope root) {
        return SwinNetwork.build(config, options, root, new Version2(config));
    }

    /** Norms that start at 0 after each branch, cosine attention, a continuous position bias. */
    private record Version2(SwinConfig config) implements SwinNetwork.Version {
        private static final int BIAS_WIDTH = 512;
        private static final double LARGEST_BIAS = 16;
        private static final double LARGEST_SCALE = 100;

        @Override
        public Layer reduction(int dim, Scope scope) {
            return Layer.sequence(SwinNetwork.halve(dim, scope), SwinNetwork.NORM.at(scope.at("norm"), 2 * dim));
        }

        @Override
        public SwinNetwork.Blocks blocks(int stage, Scope scope) {
            int size = config.windows(stage, false).size();
            RelativePositions positions = RelativePositions.at(scope, size, size, false);
            int trained = config.pretrainedWindowSizes().isEmpty()
                    ? size
                    : config.pretrainedWindowSizes().get(stage);
            Param coordinates =
                    scope.constant("relative_coords_table", () -> coordinates(size, trained), positions.offsets(), 2);
            return (windows, dropPath, at) -> {
                ShiftedWindows.Attention attention = attention(stage, positions, coordinates, at.at("attn"));
                return block(config.dim(stage), windows.over(attention), Drop.path(dropPath), at);
            };
        }

        /**
         * Row and column of each offset in a window, on a logarithmic scale on which the window of training ends at
         * about 1: section 3.3 of the paper.
         */
        private static float[] coordinates(int size, int trained) {
            int side = 2 * size - 1;
            float[] coordinates = new float[side * side * 2];
            for (int i = 0; i < side * side; i++) {
                coordinates[2 * i] = coordinate(i / side - size + 1, trained);
                coordinates[2 * i + 1] = coordinate(i % side - size + 1, trained);
            }
            return coordinates;
        }

        private static float coordinate(int offset, int trained) {
            double share = 8.0 * Math.abs(offset) / Math.max(1, trained - 1);
            return (float) (Math.signum(offset) * Math.log(share + 1) / Math.log(8));
        }

        private Layer block(int dim, Layer attention, Layer path, Scope scope) {
            Layer mixing = Residual.of(attention, SwinNetwork.NORM.at(scope.at("norm1"), dim, Init.ZEROS), path);
            Layer perceptron = Residual.of(
                    Mlp.of(dim, (int) (dim * config.mlpRatio()))
                            .drop(config.projDropRate())
                            .at(scope.at("mlp")),
                    SwinNetwork.NORM.at(scope.at("norm2"), dim, Init.ZEROS),
                    path);
            return Layer.sequence(mixing, perceptron);
        }

        /** Scores are cosines, times a trained factor a head. */
        private ShiftedWindows.Attention attention(
                int stage, RelativePositions positions, Param coordinates, Scope scope) {
            int dim = config.dim(stage);
            int heads = config.numHeads().get(stage);
            Param logScale = scope.weight("logit_scale", Init.constant(Math.log(10)), heads, 1, 1);
            QueryValueBias qkvBias = config.qkvBias() ? QueryValueBias.at(scope, dim) : null;
            Layer table = biasTable(heads, scope.at("cpb_mlp"));
            Layer qkv = QueryValueBias.projection(scope, dim, qkvBias);
            Layer proj =
                    Linear.of(dim, dim).init(SwinNetwork.WEIGHTS, Init.ZEROS).at(scope.at("proj"));
            Layer drop = Drop.dropout(config.projDropRate());
            return (x, mask, pass) -> {
                Tensor packed = WindowAttention.split(qkv.forward(x, pass), heads);
                Tensor scale = pass.value(logScale)
                        .clamp(Double.NEGATIVE_INFINITY, Math.log(LARGEST_SCALE))
                        .exp();
                Tensor bias = positions.bias(table.forward(pass.value(coordinates), pass), pass);
                Tensor seen = WindowAttention.attend(
                        Tokens.unitLength(packed.select(0, 0)).mul(scale),
                        Tokens.unitLength(packed.select(0, 1)),
                        packed.select(0, 2),
                        bias,
                        mask,
                        pass.training() ? config.attnDropRate() : 0,
                        1);
                return pass.run(seen, proj, drop);
            };
        }

        /** Coordinates of offsets (offsets, 2) to scores (offsets, heads) between 0 and the largest bias. */
        private static Layer biasTable(int heads, Scope scope) {
            return Layer.sequence(
                    Linear.of(2, BIAS_WIDTH)
                            .init(SwinNetwork.WEIGHTS, Init.ZEROS)
                            .at(scope.at(0)),
                    Activation.RELU,
                    Linear.of(BIAS_WIDTH, heads)
                            .bias(false)
                            .init(SwinNetwork.WEIGHTS, Init.ZEROS)
                            .at(scope.at(2)),
                    (x, pass) -> x.sigmoid().mul(LARGEST_BIAS));
        }
    }
}
