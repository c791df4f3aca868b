package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * EfficientNet, and the networks of inverted residuals before and after it that classify what a 1x1 convolution makes of
 * the last map.
 *
 * <ul>
 *   <li>MobileNets, Howard et al. 2017 (arXiv 1704.04861); MobileNetV2, Sandler et al. 2018 (1801.04381)
 *   <li>MnasNet, Tan et al. 2018 (1807.11626); FBNet, Wu et al. 2018 (1812.03443)
 *   <li>Single-Path NAS, Stamoulis et al. 2019 (1904.02877)
 *   <li>EfficientNet, Tan and Le 2019 (1905.11946); its EdgeTPU and Lite forms; with CondConv, Yang et al. 2019
 *       (1904.04971); pruned by Aflalo et al. 2020 (2002.08258)
 *   <li>MixNet: MixConv, Tan and Le 2019 (1907.09595)
 *   <li>TinyNet: Model Rubik's Cube, Han et al. 2020 (2010.14819)
 *   <li>EfficientNet-X, Li et al. 2021 (2102.05610); EfficientNetV2, Tan and Le 2021 (2104.00298)
 * </ul>
 *
 * <p>Names of tensors are those of timm's {@code efficientnet.py}.
 */
public final class EfficientNet implements ModelProvider {
    @Override
    public String family() {
        return "efficientnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return EfficientNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(EfficientNet.class.getResourceAsStream("efficientnet.json"));
    }
}
