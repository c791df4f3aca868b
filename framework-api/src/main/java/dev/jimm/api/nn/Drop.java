package dev.jimm.api.nn;

import dev.jimm.api.API;

/** Regularisation by dropping; all of it does nothing outside training or at rate 0. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Drop {
    private Drop() {}

    /** Dropout of single values, Srivastava et al. 2014. */
    public static Layer dropout(double rate) {
        return rate == 0 ? Layer.IDENTITY : (x, pass) -> pass.training() ? x.dropout(rate) : x;
    }

    /** Stochastic depth: drops the branch for whole samples, Huang et al. 2016. */
    public static Layer path(double rate) {
        return rate == 0 ? Layer.IDENTITY : (x, pass) -> pass.training() ? x.dropPath(rate) : x;
    }

    /** The drop-path rate of a block when rates grow linearly from 0 at the first to the given rate at the last. */
    public static double linearRate(double rate, int block, int blocks) {
        return blocks < 2 ? 0 : rate * block / (blocks - 1);
    }
}
