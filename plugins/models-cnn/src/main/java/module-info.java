/** Convolutional image models. */
module dev.jimm.plugin.models.cnn {
    requires transitive dev.jimm.api;

    exports dev.jimm.plugin.models.cnn;

    provides dev.jimm.api.model.ModelProvider with
            dev.jimm.plugin.models.cnn.ByoaNet,
            dev.jimm.plugin.models.cnn.ByobNet,
            dev.jimm.plugin.models.cnn.EfficientNet,
            dev.jimm.plugin.models.cnn.MobileNetV3,
            dev.jimm.plugin.models.cnn.ResNet;
}
