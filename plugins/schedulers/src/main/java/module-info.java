/** Learning-rate schedules. */
module dev.jimm.plugin.schedulers {
    requires transitive dev.jimm.api;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.schedulers;

    provides dev.jimm.api.scheduler.SchedulerProvider with
            dev.jimm.plugin.schedulers.Constant,
            dev.jimm.plugin.schedulers.Cosine;
}
