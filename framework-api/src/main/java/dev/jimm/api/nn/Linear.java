package dev.jimm.api.nn;

import dev.jimm.api.API;

/**
 * A linear layer over the last axis: (..., in) to (..., out). {@code Linear.of(384, 1000).at(scope.at("head"))}; with a bias and
 * PyTorch's initial values unless told otherwise.
 *
 * @param biasInit the initial values of the bias; {@code null} for PyTorch's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Linear(int in, int out, boolean bias, Init init, Init biasInit) {
    public static Linear of(int in, int out) {
        return new Linear(in, out, true, Init.torchDefault(), null);
    }

    public Linear bias(boolean value) {
        return new Linear(in, out, value, init, biasInit);
    }

    /** The initial values of the weight and of the bias. */
    public Linear init(Init weight, Init offset) {
        return new Linear(in, out, bias, weight, offset);
    }

    /** Declares {@code weight} and, if there is one, {@code bias}. */
    public Layer at(Scope scope) {
        Param weight = scope.weight("weight", init, out, in);
        Param offset = bias ? scope.weight("bias", biasInit == null ? torchBias(in) : biasInit, out) : null;
        return (x, pass) -> x.linear(pass.value(weight), pass.value(offset));
    }

    /** How PyTorch starts the bias of a layer with so many inputs. */
    static Init torchBias(int in) {
        double bound = 1 / Math.sqrt(in);
        return Init.uniform(-bound, bound);
    }
}
