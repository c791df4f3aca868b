/** Vision transformers. */
module dev.jimm.plugin.models.transformer {
    requires transitive dev.jimm.api;

    exports dev.jimm.plugin.models.transformer;

    provides dev.jimm.api.model.ModelProvider with
            dev.jimm.plugin.models.transformer.Cait,
            dev.jimm.plugin.models.transformer.Coat,
            dev.jimm.plugin.models.transformer.Convit,
            dev.jimm.plugin.models.transformer.Deit,
            dev.jimm.plugin.models.transformer.Levit,
            dev.jimm.plugin.models.transformer.Nest,
            dev.jimm.plugin.models.transformer.VisionTransformer;
}
