package dev.jimm.core.loss;

import dev.jimm.api.tensor.Tensor;

/**
 * How much less counts what is known already: the exponents of the probability of error, of classes that are there and
 * of those that are not.
 */
record Focus(double positive, double negative) {
    /**
     * What each class counts.
     *
     * @param there the probability that a class is there
     * @param absent the probability that it is not, or more
     * @param targets 1 for the classes that are there, 0 for the others
     */
    Tensor weights(Tensor there, Tensor absent, Tensor targets) {
        Tensor others = targets.neg().add(1);
        Tensor known = there.mul(targets).add(absent.mul(others));
        Tensor exponents = targets.mul(positive).add(others.mul(negative));
        return known.neg().add(1).pow(exponents);
    }
}
