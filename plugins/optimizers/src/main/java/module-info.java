/** Optimizers. */
module dev.jimm.plugin.optimizers {
    requires transitive dev.jimm.api;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.optimizers;

    provides dev.jimm.api.optimizer.OptimizerProvider with
            dev.jimm.plugin.optimizers.AdaBelief,
            dev.jimm.plugin.optimizers.AdaHessian,
            dev.jimm.plugin.optimizers.Adadelta,
            dev.jimm.plugin.optimizers.Adafactor,
            dev.jimm.plugin.optimizers.AdafactorBigVision,
            dev.jimm.plugin.optimizers.Adagrad,
            dev.jimm.plugin.optimizers.Adam,
            dev.jimm.plugin.optimizers.AdamP,
            dev.jimm.plugin.optimizers.Adamax,
            dev.jimm.plugin.optimizers.Adan,
            dev.jimm.plugin.optimizers.Adopt,
            dev.jimm.plugin.optimizers.Kron,
            dev.jimm.plugin.optimizers.LaProp,
            dev.jimm.plugin.optimizers.Lamb,
            dev.jimm.plugin.optimizers.Lars,
            dev.jimm.plugin.optimizers.Lion,
            dev.jimm.plugin.optimizers.Madgrad,
            dev.jimm.plugin.optimizers.Mars,
            dev.jimm.plugin.optimizers.Muon,
            dev.jimm.plugin.optimizers.NAdam,
            dev.jimm.plugin.optimizers.NAdamW,
            dev.jimm.plugin.optimizers.NovoGrad,
            dev.jimm.plugin.optimizers.RAdam,
            dev.jimm.plugin.optimizers.RmsProp,
            dev.jimm.plugin.optimizers.RmsPropTf,
            dev.jimm.plugin.optimizers.Sgd,
            dev.jimm.plugin.optimizers.SgdP,
            dev.jimm.plugin.optimizers.SgdW;
}
