package dev.jimm.core.train;

/**
 * The keys of the {@code optimizer} section that every optimizer has.
 *
 * @param lr the learning rate that the schedule starts from, above 0
 * @param weightDecay not applied to tensors of one dimension, to biases, and to what the model excepts
 */
public record OptimizerConfig(String name, double lr, double weightDecay) {
    public OptimizerConfig {
        if (!(lr > 0)) {
            throw new IllegalArgumentException("lr must be above 0, is " + lr);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weight-decay must be at least 0, is " + weightDecay);
        }
    }

    public static OptimizerConfig defaults() {
        return new OptimizerConfig("adamw", 1e-3, 0.05);
    }
}
