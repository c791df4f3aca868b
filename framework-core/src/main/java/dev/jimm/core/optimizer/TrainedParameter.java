package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Param;

/**
 * A parameter and how it is trained.
 *
 * @param group what it shares its treatment with, for people to read
 * @param rateScale what the learning rate is multiplied by, above 0
 * @param weightDecay at least 0
 */
public record TrainedParameter(Param param, String group, double rateScale, double weightDecay) {}
