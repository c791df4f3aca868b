/** Vision transformers. */
module dev.jimm.plugin.models.transformer {
    requires transitive dev.jimm.api;

    exports dev.jimm.plugin.models.transformer;

    provides dev.jimm.api.model.ModelProvider with
            dev.jimm.plugin.models.transformer.Beit,
            dev.jimm.plugin.models.transformer.Cait,
            dev.jimm.plugin.models.transformer.Coat,
            dev.jimm.plugin.models.transformer.Convit,
            dev.jimm.plugin.models.transformer.Deit,
            dev.jimm.plugin.models.transformer.Levit,
            dev.jimm.plugin.models.transformer.Nest,
            dev.jimm.plugin.models.transformer.Pit,
            dev.jimm.plugin.models.transformer.SwinTransformer,
            dev.jimm.plugin.models.transformer.SwinTransformerV2,
            dev.jimm.plugin.models.transformer.Tnt,
            dev.jimm.plugin.models.transformer.Twins,
            dev.jimm.plugin.models.transformer.Visformer,
            dev.jimm.plugin.models.transformer.VisionTransformer,
            dev.jimm.plugin.models.transformer.Xcit;
}
