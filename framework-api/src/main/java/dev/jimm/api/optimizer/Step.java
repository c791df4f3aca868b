package dev.jimm.api.optimizer;

/**
 * The numbers of a step.
 *
 * @param number which step this is, from 1
 * @param rate the learning rate of the parameter at this step
 * @param baseRate the learning rate of the whole training, that the schedule starts from: the same at every step, for all parameters
 */
public record Step(long number, double rate, double baseRate) {}
