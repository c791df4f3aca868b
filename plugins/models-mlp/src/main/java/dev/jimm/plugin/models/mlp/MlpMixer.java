package dev.jimm.plugin.models.mlp;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Networks of perceptrons: MLP-Mixer, gMixer, ResMLP and gMLP.
 *
 * <p>Tolstikhin et al. 2021 (arXiv 2105.01601, MLP-Mixer), Touvron et al. 2021 (2105.03404, ResMLP), Liu et al. 2021
 * (2105.08050, gMLP); gMixer is timm's own. Patches become tokens; linear layers mix them alternately across places and
 * across channels. A layer across places has a weight for each place, so that a model works with one image size only.
 * Tensor names are those of timm's mlp_mixer.py.
 */
public final class MlpMixer implements ModelProvider {
    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            architecture("mixer_s32_224", MlpMixerConfig.mixer(32, 8, 512)),
            architecture("mixer_s16_224", MlpMixerConfig.mixer(16, 8, 512)),
            architecture("mixer_b32_224", MlpMixerConfig.mixer(32, 12, 768)),
            architecture("mixer_b16_224", MlpMixerConfig.mixer(16, 12, 768)),
            architecture("mixer_l32_224", MlpMixerConfig.mixer(32, 24, 1024)),
            architecture("mixer_l16_224", MlpMixerConfig.mixer(16, 24, 1024)),
            architecture("gmixer_12_224", MlpMixerConfig.gmixer(12)),
            architecture("gmixer_24_224", MlpMixerConfig.gmixer(24)),
            architecture("resmlp_12_224", MlpMixerConfig.resmlp(16, 12, 384, 1e-4)),
            architecture("resmlp_24_224", MlpMixerConfig.resmlp(16, 24, 384, 1e-5)),
            architecture("resmlp_36_224", MlpMixerConfig.resmlp(16, 36, 384, 1e-6)),
            architecture("resmlp_big_24_224", MlpMixerConfig.resmlp(8, 24, 768, 1e-6)),
            architecture("gmlp_ti16_224", MlpMixerConfig.gmlp(128)),
            architecture("gmlp_s16_224", MlpMixerConfig.gmlp(256)),
            architecture("gmlp_b16_224", MlpMixerConfig.gmlp(512)));

    private static Architecture<?> architecture(String name, MlpMixerConfig config) {
        return new Architecture<>(name, config, MlpMixer::build);
    }

    @Override
    public String family() {
        return "mlp_mixer";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(MlpMixer.class.getResourceAsStream("mlp_mixer.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        if (checkpoint.has("stem/kernel")) {
            return flax(checkpoint);
        }
        return checkpoint.has("patch_embed.proj.weight") ? resMlp(checkpoint) : checkpoint;
    }

    /** What Google published of its mixers as .npz: the names of vision_transformer's models_mixer.py. */
    private static StateDict flax(StateDict saved) {
        return saved.change("(Dense_\\d|^head)/kernel$", CheckpointTensor::transpose)
                .change("^stem/kernel$", kernel -> kernel.permute(3, 2, 0, 1))
                .rename("^stem/", "stem.proj.")
                .rename("^MixerBlock_(\\d+)/", "blocks.$1.")
                .rename("LayerNorm_0/", "norm1.")
                .rename("LayerNorm_1/", "norm2.")
                .rename("token_mixing/", "mlp_tokens.")
                .rename("channel_mixing/", "mlp_channels.")
                .rename("Dense_0/", "fc1.")
                .rename("Dense_1/", "fc2.")
                .rename("^pre_head_layer_norm/", "norm.")
                .rename("^head/", "head.")
                .rename("\\.(kernel|scale)$", ".weight");
    }

    /** Facebook's ResMLP. */
    private static StateDict resMlp(StateDict saved) {
        return saved.rename("^patch_embed\\.", "stem.")
                .rename("attn\\.", "linear_tokens.")
                .rename("mlp\\.", "mlp_channels.")
                .rename("gamma_", "ls")
                .change("\\.(alpha|beta)$", value -> value.reshape(1, 1, -1));
    }

    private static Model build(MlpMixerConfig config, ModelOptions options, Scope root) {
        Layer pooling = pooling(options);
        Layer trunk = trunk(config, options, root);
        Layer drop = Drop.dropout(options.dropRate());
        Layer classifier = options.classes() == 0
                ? Layer.IDENTITY
                : Linear.of(config.embedDim(), options.classes())
                        .init(Init.ZEROS, Init.ZEROS)
                        .at(root.at("head"));
        return Model.builder(root)
                .features(trunk)
                .head((features, pass, preLogits) -> {
                    Tensor pooled = pass.tap(Model.PRE_LOGITS, pass.run(features.get(0), pooling, drop));
                    return preLogits ? pooled : classifier.forward(pooled, pass);
                })
                .featureCount(config.embedDim())
                .featureInfo(IntStream.range(0, config.numBlocks())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, config.embedDim(), config.patchSize()))
                        .toList())
                .classifier("head")
                .layerGroups(
                        new LayerGroups().then("stem").then("blocks\\.(\\d+)").joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** (N, patches, dim) to (N, dim). */
    private static Layer pooling(ModelOptions options) {
        if (options.globalPool() != null && !options.globalPool().equals("avg")) {
            throw new IllegalArgumentException("global-pool must be avg, is \"" + options.globalPool() + "\"");
        }
        return (x, pass) -> x.mean(1);
    }

    /** From the image to the normalised tokens: (N, C, H, W) to (N, patches, dim). */
    private static Layer trunk(MlpMixerConfig config, ModelOptions options, Scope root) {
        if (options.outputStride() != ModelOptions.DEFAULT.outputStride()) {
            throw new IllegalArgumentException(
                    "output-stride does not apply to networks of perceptrons; set patch-size instead");
        }
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), options.channels(), config.embedDim())
                .init(Init.lecunNormal(), Init.ZEROS);
        Layer stem = patches.at(root.at("stem"));
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.numBlocks(); i++) {
            // the same rate of stochastic depth in all blocks, as in timm
            blocks.add(new MlpMixerBlock(config, patches.patches(), options.dropPathRate())
                    .at(root.at("blocks").at(i)));
        }
        Layer norm = config.norm().at(root.at("norm"), config.embedDim());
        return (x, pass) -> {
            Tensor tokens = stem.forward(x, pass);
            for (int i = 0; i < blocks.size(); i++) {
                Tensor output = blocks.get(i).forward(tokens, pass);
                pass.tap("blocks." + i, () -> map(output, patches.gridSize()));
                tokens = output;
            }
            return norm.forward(tokens, pass);
        };
    }

    /** (N, patches, dim) to (N, dim, H / patch, W / patch). */
    private static Tensor map(Tensor tokens, int gridSize) {
        return tokens.transpose(1, 2)
                .reshape(tokens.size(0), tokens.size(2), gridSize, gridSize)
                .contiguous();
    }
}
