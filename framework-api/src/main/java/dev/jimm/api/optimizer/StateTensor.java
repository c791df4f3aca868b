package dev.jimm.api.optimizer;

/**
 * A tensor that an update rule keeps for a parameter from step to step; it starts at zero and is saved in checkpoints by its name.
 *
 * @param shape the parameter's own, or a smaller one for factored statistics; empty for a number
 */
public record StateTensor(String name, long... shape) {}
