package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;
import java.util.List;

/**
 * The augmentation policy of a run.
 *
 * @param options all of them, with the defaults
 * @param lines what it does, for people; none for no policy
 * @param origin of the plugin; empty for none
 */
public record PlannedPolicy(AugmentPolicy policy, Config options, List<String> lines, String origin) {
    static final PlannedPolicy NONE = new PlannedPolicy(AugmentPolicy.NONE, ConfigFactory.empty(), List.of(), "");
}
