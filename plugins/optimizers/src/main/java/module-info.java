/** Optimizers. */
module dev.jimm.plugin.optimizers {
    requires transitive dev.jimm.api;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.optimizers;

    provides dev.jimm.api.optimizer.OptimizerProvider with
            dev.jimm.plugin.optimizers.Adam,
            dev.jimm.plugin.optimizers.Lamb,
            dev.jimm.plugin.optimizers.Sgd;
}
