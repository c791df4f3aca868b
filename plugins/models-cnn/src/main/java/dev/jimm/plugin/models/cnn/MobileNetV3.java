package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * MobileNetV3 and the networks like it, whose last 1x1 convolution comes after the pooling, where it costs little.
 *
 * <ul>
 *   <li>Searching for MobileNetV3, Howard et al. 2019 (arXiv 1905.02244)
 *   <li>FBNetV3, Dai et al. 2020 (2006.02049)
 *   <li>PP-LCNet, Cui et al. 2021 (2109.15099)
 *   <li>MobileNetV4, Qin et al. 2024 (2404.10518)
 * </ul>
 *
 * <p>Names of tensors are those of timm's {@code mobilenetv3.py}.
 */
public final class MobileNetV3 implements ModelProvider {
    @Override
    public String family() {
        return "mobilenetv3";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return MobileNetV3s.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(MobileNetV3.class.getResourceAsStream("mobilenetv3.json"));
    }
}
