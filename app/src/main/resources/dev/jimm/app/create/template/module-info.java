/** What this plugin offers, for the module path; the files in META-INF/services say the same for the class path. */
module ${package} {
    requires transitive dev.jimm.api;

    // the records of options, to which a run's configuration is bound
    exports ${package};

    provides dev.jimm.api.augment.AugmentPolicyProvider with
            ${package}.${class}Policy;
    provides dev.jimm.api.model.ModelProvider with
            ${package}.${class}Net;
    provides dev.jimm.api.optimizer.OptimizerProvider with
            ${package}.${class}Optimizer;
}
