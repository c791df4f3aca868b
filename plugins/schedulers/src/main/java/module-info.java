/** Learning-rate schedules. */
module dev.jimm.plugin.schedulers {
    requires transitive dev.jimm.api;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.schedulers;

    provides dev.jimm.api.scheduler.SchedulerProvider with
            dev.jimm.plugin.schedulers.Constant,
            dev.jimm.plugin.schedulers.Cosine,
            dev.jimm.plugin.schedulers.MultiStep,
            dev.jimm.plugin.schedulers.OneCycle,
            dev.jimm.plugin.schedulers.Plateau,
            dev.jimm.plugin.schedulers.Poly,
            dev.jimm.plugin.schedulers.Step,
            dev.jimm.plugin.schedulers.Tanh,
            dev.jimm.plugin.schedulers.WarmupStableDecay;
}
