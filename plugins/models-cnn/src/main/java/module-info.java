/** Convolutional image models. */
module dev.jimm.plugin.models.cnn {
    requires transitive dev.jimm.api;

    exports dev.jimm.plugin.models.cnn;

    provides dev.jimm.api.model.ModelProvider with
            dev.jimm.plugin.models.cnn.ByoaNet,
            dev.jimm.plugin.models.cnn.ByobNet,
            dev.jimm.plugin.models.cnn.ConvNeXt,
            dev.jimm.plugin.models.cnn.CspNet,
            dev.jimm.plugin.models.cnn.DenseNet,
            dev.jimm.plugin.models.cnn.EfficientNet,
            dev.jimm.plugin.models.cnn.GhostNet,
            dev.jimm.plugin.models.cnn.HardCoReNas,
            dev.jimm.plugin.models.cnn.MobileNetV3,
            dev.jimm.plugin.models.cnn.NfNet,
            dev.jimm.plugin.models.cnn.RegNet,
            dev.jimm.plugin.models.cnn.ResNet,
            dev.jimm.plugin.models.cnn.ResNetV2,
            dev.jimm.plugin.models.cnn.SeNet,
            dev.jimm.plugin.models.cnn.Vgg;
}
