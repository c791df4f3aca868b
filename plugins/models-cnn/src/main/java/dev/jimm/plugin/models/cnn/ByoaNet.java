package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Networks like those of {@link ByobNet}, in which some blocks have self-attention in place of the 3x3 convolution.
 *
 * <ul>
 *   <li>BoTNet: Bottleneck Transformers, Srinivas et al. 2021 (arXiv 2101.11605)
 *   <li>LambdaNetworks, Bello 2021 (2102.08602)
 *   <li>HaloNet, Vaswani et al. 2021 (2103.12731)
 * </ul>
 *
 * <p>Those with bottleneck attention, and the lambda network with relative positions, work with one image size only;
 * those with halo attention with multiples of their blocks. Names of tensors are those of timm's {@code byoanet.py}.
 */
public final class ByoaNet implements ModelProvider {
    @Override
    public String family() {
        return "byoanet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ByoaNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(ByoaNet.class.getResourceAsStream("byoanet.json"));
    }
}
