package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.core.log.Listeners;
import dev.jimm.core.optimizer.OptimizerConfig;
import java.util.Map;

/**
 * A configuration with everything in it bound to what the plugins offer.
 *
 * @param config with the defaults of the plugins' sections
 * @param resolved the whole configuration with all defaults, as it is written into the run's folder
 * @param rate the learning rate that the schedule starts from
 * @param rule the optimizer's
 * @param schedule made when the number of updates is known
 * @param augmentation the augmentation policy
 * @param listeners what the training is logged by
 * @param origins the jar or module of each part that a plugin offers
 */
public record RunPlan(
        RunConfig config,
        Config resolved,
        OptimizerConfig optimizer,
        double rate,
        UpdateRule rule,
        ScheduleFactory schedule,
        PlannedPolicy augmentation,
        Listeners listeners,
        Map<String, String> origins) {
    /** Makes the schedule for a training of so many epochs of so many updates. */
    @FunctionalInterface
    public interface ScheduleFactory {
        Schedule create(int epochs, int updatesPerEpoch);
    }
}
