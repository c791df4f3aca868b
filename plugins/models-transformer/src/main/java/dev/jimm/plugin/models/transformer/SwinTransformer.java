package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
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
 * Swin: a transformer of several resolutions, with attention in windows that shift from block to block.
 *
 * <p>Liu et al. 2021 (arXiv 2103.14030), Chen et al. 2021 (2111.14725, S3: searched window sizes). Tensor names are
 * those of timm's swin_transformer.py.
 */
public final class SwinTransformer implements ModelProvider {
    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            swin("swin_tiny_patch4_window7_224", 224, List.of(7), 96, 6),
            swin("swin_small_patch4_window7_224", 224, List.of(7), 96, 18),
            swin("swin_base_patch4_window7_224", 224, List.of(7), 128, 18),
            swin("swin_base_patch4_window12_384", 384, List.of(12), 128, 18),
            swin("swin_large_patch4_window7_224", 224, List.of(7), 192, 18),
            swin("swin_large_patch4_window12_384", 384, List.of(12), 192, 18),
            swin("swin_s3_tiny_224", 224, List.of(7, 7, 14, 7), 96, 6),
            swin("swin_s3_small_224", 224, List.of(14, 14, 14, 7), 96, 18),
            swin("swin_s3_base_224", 224, List.of(7, 7, 14, 7), 96, 30));

    private static Architecture<?> swin(String name, int imgSize, List<Integer> windowSize, int embedDim, int depth) {
        return new Architecture<>(name, SwinConfig.of(imgSize, windowSize, embedDim, depth), SwinTransformer::build);
    }

    @Override
    public String family() {
        return "swin_transformer";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(SwinTransformer.class.getResourceAsStream("swin_transformer.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return SwinNetwork.convert(checkpoint);
    }

    private static Model build(SwinConfig config, ModelOptions options, Scope root) {
        if (!config.pretrainedWindowSizes().isEmpty()) {
            throw new IllegalArgumentException(
                    "pretrained-window-sizes belong to swin_transformer_v2, are " + config.pretrainedWindowSizes());
        }
        return SwinNetwork.build(config, options, root, new Version1(config));
    }

    /** Norms before each branch, a trained bias for each offset between two places of a window. */
    private record Version1(SwinConfig config) implements SwinNetwork.Version {
        @Override
        public Layer reduction(int dim, Scope scope) {
            return Layer.sequence(SwinNetwork.NORM.at(scope.at("norm"), 4 * dim), SwinNetwork.halve(dim, scope));
        }

        @Override
        public SwinNetwork.Blocks blocks(int stage, Scope scope) {
            int size = config.windows(stage, false).size();
            RelativePositions positions = RelativePositions.at(scope, size, size, false);
            return (windows, dropPath, at) -> block(stage, positions, windows, Drop.path(dropPath), at);
        }

        private Layer block(int stage, RelativePositions positions, ShiftedWindows windows, Layer path, Scope scope) {
            int dim = config.dim(stage);
            Layer attention = Residual.of(
                    SwinNetwork.NORM.at(scope.at("norm1"), dim),
                    windows.over(attention(stage, positions, scope.at("attn"))),
                    path);
            Layer perceptron = Residual.of(
                    SwinNetwork.NORM.at(scope.at("norm2"), dim),
                    Mlp.of(dim, (int) (dim * config.mlpRatio()))
                            .drop(config.projDropRate())
                            .at(scope.at("mlp")),
                    path);
            return Layer.sequence(attention, perceptron);
        }

        private ShiftedWindows.Attention attention(int stage, RelativePositions positions, Scope scope) {
            int dim = config.dim(stage);
            int heads = config.numHeads().get(stage);
            Param table = positions.table(scope, SwinNetwork.WEIGHTS, heads);
            Layer qkv = Linear.of(dim, 3 * dim)
                    .bias(config.qkvBias())
                    .init(SwinNetwork.WEIGHTS, Init.ZEROS)
                    .at(scope.at("qkv"));
            Layer proj =
                    Linear.of(dim, dim).init(SwinNetwork.WEIGHTS, Init.ZEROS).at(scope.at("proj"));
            Layer drop = Drop.dropout(config.projDropRate());
            double scale = 1 / Math.sqrt((double) dim / heads);
            return (x, mask, pass) -> {
                Tensor packed = WindowAttention.split(qkv.forward(x, pass), heads);
                Tensor bias = positions.bias(pass.value(table), pass);
                Tensor seen = WindowAttention.attend(
                        packed.select(0, 0),
                        packed.select(0, 1),
                        packed.select(0, 2),
                        bias,
                        mask,
                        pass.training() ? config.attnDropRate() : 0,
                        scale);
                return pass.run(seen, proj, drop);
            };
        }
    }
}
