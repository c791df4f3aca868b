/** Augmentation policies. */
module dev.jimm.plugin.augment {
    requires transitive dev.jimm.api;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.augment;

    provides dev.jimm.api.augment.AugmentPolicyProvider with
            dev.jimm.plugin.augment.AugMix,
            dev.jimm.plugin.augment.AutoAugment,
            dev.jimm.plugin.augment.RandAugment,
            dev.jimm.plugin.augment.TrivialAugment;
}
