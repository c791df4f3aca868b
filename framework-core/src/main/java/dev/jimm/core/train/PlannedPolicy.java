package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;

/**
 * The augmentation policy of a run.
 *
 * @param options all of them, with the defaults
 * @param text what it does, for people; empty for none
 * @param origin of the plugin; empty for none
 */
public record PlannedPolicy(AugmentPolicy policy, Config options, String text, String origin) {
    static final PlannedPolicy NONE = new PlannedPolicy(AugmentPolicy.NONE, ConfigFactory.empty(), "", "");
}
