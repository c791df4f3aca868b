package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.ParamTable;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;

/**
 * Networks that are put together from blocks of one's own choice.
 *
 * <ul>
 *   <li>GPU-Efficient Networks (GENet), Lin et al. 2020 (arXiv 2006.14090)
 *   <li>RepVGG, Ding et al. 2021 (2101.03697), and MobileOne, Vasu et al. 2022 (2206.04040): trained with branches that
 *       amount to one convolution afterwards
 *   <li>The image towers of CLIP, Radford et al. 2021 (2103.00020), with their attention pooling or averages
 *   <li>RegNetZ: inverted residuals with groups, after Dollár et al. 2021 (2103.06877), also with EvoNorm
 *   <li>ResNet-51-Q and 61-Q, and ResNets and ResNeXts with a tiered stem, SiLU and all kinds of channel attention, which
 *       are timm's own
 * </ul>
 *
 * <p>Names of tensors are those of timm's {@code byobnet.py}.
 */
public final class ByobNet implements ModelProvider {
    /** What the three convolutions of a bottleneck are named here. */
    private static final List<String> CLIP_CONVOLUTIONS = List.of("conv1_1x1", "conv2_kxk", "conv3_1x1");

    @Override
    public String family() {
        return "byobnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ByobNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(ByobNet.class.getResourceAsStream("byobnet.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.has("visual.conv1.weight") ? clip(checkpoint.below("visual."), model) : checkpoint;
    }

    /** The image tower of OpenAI's CLIP, with its attention pooling where the model has it. */
    private static StateDict clip(StateDict visual, ParamTable model) {
        StateDict pooled = model.find("head.pos_embed").isPresent() ? visual : visual.drop("^attnpool\\.");
        return pooled.rename("^(conv|bn)(\\d)\\.", "stem.conv$2.$1.")
                .rename(
                        "^layer(\\d)\\.(\\d+)\\.(conv|bn)(\\d)\\.",
                        match -> block(match) + CLIP_CONVOLUTIONS.get(Integer.parseInt(match.group(4)) - 1) + "."
                                + match.group(3) + ".")
                .rename("^layer(\\d)\\.(\\d+)\\.downsample\\.0\\.", match -> block(match) + "shortcut.conv.conv.")
                .rename("^layer(\\d)\\.(\\d+)\\.downsample\\.1\\.", match -> block(match) + "shortcut.conv.bn.")
                .rename("^attnpool\\.", "head.")
                .rename("^head\\.positional_embedding$", "head.pos_embed")
                .rename("^head\\.([qkv])_proj\\.", "head.$1.")
                .rename("^head\\.c_proj\\.", "head.proj.");
    }

    private static String block(MatchResult match) {
        return "stages." + (Integer.parseInt(match.group(1)) - 1) + "." + match.group(2) + ".";
    }
}
