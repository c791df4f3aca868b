package dev.jimm.api.optimizer;

import dev.jimm.api.API;

/**
 * The numbers of a step.
 *
 * @param number which step this is, from 1
 * @param rate the learning rate of the parameter at this step
 * @param baseRate the learning rate of the whole training, that the schedule starts from: the same at every step, for all parameters
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Step(long number, double rate, double baseRate) {}
