/** Networks of perceptrons: of linear layers over places and over channels, without convolutions or attention. */
module dev.jimm.plugin.models.mlp {
    requires transitive dev.jimm.api;

    exports dev.jimm.plugin.models.mlp;

    provides dev.jimm.api.model.ModelProvider with
            dev.jimm.plugin.models.mlp.MlpMixer;
}
