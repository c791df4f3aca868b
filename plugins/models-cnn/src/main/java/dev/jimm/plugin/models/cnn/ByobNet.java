package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

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
}
