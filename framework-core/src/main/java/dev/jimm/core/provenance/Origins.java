package dev.jimm.core.provenance;

import com.typesafe.config.Config;
import dev.jimm.core.provider.Plugin;
import java.util.Map;
import java.util.Optional;

/**
 * What decides the result of a session, apart from the machine.
 *
 * @param configuration the resolved one
 * @param plugins by the part that they offer, such as {@code optimizer adamw}
 * @param data {@link dev.jimm.core.data.TrainingData#fingerprint} of the run's data
 * @param weights that the run starts from; empty for fresh ones, and for a session that goes on
 * @param updates made by the sessions before
 */
public record Origins(
        Config configuration,
        long seed,
        Map<String, Plugin> plugins,
        String data,
        Optional<StartingWeights> weights,
        long updates) {}
