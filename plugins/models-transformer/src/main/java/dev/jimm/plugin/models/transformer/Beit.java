package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.RelativePositions;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * BEiT: vision transformers trained to fill in masked patches, that know places by a bias of attention scores.
 *
 * <p>Bao et al. 2021 (arXiv 2106.08254), Peng et al. 2022 (2208.06366, BEiT v2: other targets of training, the same
 * network). Tensor names are those of timm's beit.py.
 */
public final class Beit implements ModelProvider {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            beit("beit_base_patch16_224", BeitConfig.of(224, 768, 12, 0.1)),
            beit("beit_base_patch16_384", BeitConfig.of(384, 768, 12, 0.1)),
            beit("beit_large_patch16_224", BeitConfig.of(224, 1024, 24, 1e-5)),
            beit("beit_large_patch16_384", BeitConfig.of(384, 1024, 24, 1e-5)),
            beit("beit_large_patch16_512", BeitConfig.of(512, 1024, 24, 1e-5)),
            beit("beitv2_base_patch16_224", BeitConfig.of(224, 768, 12, 1e-5)),
            beit("beitv2_large_patch16_224", BeitConfig.of(224, 1024, 24, 1e-5)));

    private static Architecture<?> beit(String name, BeitConfig config) {
        return new Architecture<>(name, config, Beit::build);
    }

    @Override
    public String family() {
        return "beit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Beit.class.getResourceAsStream("beit.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.drop("relative_position_index$");
    }

    private static Model build(BeitConfig config, ModelOptions options, Scope root) {
        boolean averages = averages(options);
        int dim = config.embedDim();
        Layer trunk = trunk(config, options, root);
        Layer norm = BeitBlock.NORM.at(root.at(averages ? "fc_norm" : "norm"), dim);
        Layer classifier = TokenHead.classifier(
                root.at("head"),
                Linear.of(dim, options.classes())
                        .init(Init.truncatedNormal(0.02 * config.headInitScale()), Init.ZEROS));
        Layer pooling = averages
                ? Layer.sequence((x, pass) -> x.slice(1, 1, x.size(1)).mean(1), norm)
                : (x, pass) -> x.select(1, 0);
        return Model.builder(root)
                .features(averages ? trunk : Layer.sequence(trunk, norm))
                .head(TokenHead.of(pooling, classifier, options))
                .featureCount(dim)
                .featureInfo(IntStream.range(0, config.depth())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, dim, config.patchSize()))
                        .toList())
                .classifier("head")
                .noWeightDecay(Stream.concat(
                                Stream.of("pos_embed", "cls_token"),
                                root.table().weights().stream()
                                        .map(Param::name)
                                        .filter(name -> name.endsWith("relative_position_bias_table")))
                        .toArray(String[]::new))
                .layerGroups(new LayerGroups()
                        .then("cls_token|pos_embed|patch_embed|rel_pos_bias")
                        .then("blocks\\.(\\d+)")
                        .joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** Whether the patches are averaged, and then normalised; else the class token is taken from normalised tokens. */
    private static boolean averages(ModelOptions options) {
        String pool = options.globalPool() == null ? "avg" : options.globalPool();
        if (!pool.equals("avg") && !pool.equals("token")) {
            throw new IllegalArgumentException("global-pool must be one of avg, token, is \"" + pool + "\"");
        }
        return pool.equals("avg");
    }

    /** From the image to all tokens, the class token first: (N, C, H, W) to (N, 1 + patches, dim). */
    private static Layer trunk(BeitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "vision transformers of one resolution; set patch-size instead");
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), options.channels(), config.embedDim());
        Layer embedding = embedding(config, patches, root);
        RelativePositions positions = config.useRelPosBias() || config.useSharedRelPosBias()
                ? RelativePositions.at(root, patches.gridSize(), patches.gridSize(), true)
                : null;
        Param sharedTable = config.useSharedRelPosBias()
                ? positions.table(root.at("rel_pos_bias"), Init.ZEROS, config.numHeads())
                : null;
        List<BeitBlock.Biased> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath = Drop.linearRate(options.dropPathRate(), i, config.depth());
            blocks.add(new BeitBlock(config, i, dropPath, config.useRelPosBias() ? positions : null)
                    .at(root.at("blocks").at(i)));
        }
        return (x, pass) -> {
            Tensor tokens = embedding.forward(x, pass);
            Tensor bias = sharedTable == null ? null : positions.bias(pass.value(sharedTable), pass);
            for (int i = 0; i < blocks.size(); i++) {
                Tensor output = blocks.get(i).forward(tokens, bias, pass);
                pass.tap("blocks." + i, () -> Tokens.map(output, patches.gridSize(), patches.gridSize()));
                tokens = output;
            }
            return tokens;
        };
    }

    /** Patches with the class token before them, with or without an embedding of each position. */
    private static Layer embedding(BeitConfig config, PatchEmbed patches, Scope root) {
        int dim = config.embedDim();
        Param classToken = root.weight("cls_token", WEIGHTS, 1, 1, dim);
        Param position = config.useAbsPosEmb()
                ? root.weight("pos_embed", WEIGHTS, Adaptations.positions(1), 1, patches.patches() + 1, dim)
                : null;
        Layer patchEmbed = patches.at(root.at("patch_embed"));
        Layer drop = Drop.dropout(config.posDropRate());
        return (x, pass) -> {
            Tensor tokens = Tokens.withClassToken(classToken, patchEmbed.forward(x, pass), pass);
            return drop.forward(position == null ? tokens : tokens.add(pass.value(position)), pass);
        };
    }
}
