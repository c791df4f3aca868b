package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;
import java.util.function.UnaryOperator;

/** The activations without weights, under timm's names. */
@API(status = API.Status.STABLE, since = "0.1")
public enum Activation implements Layer {
    IDENTITY(x -> x),
    RELU(Tensor::relu),
    RELU6(Tensor::relu6),
    LEAKY_RELU(x -> x.leakyRelu(0.01)),
    ELU(x -> x.elu(1)),
    CELU(x -> x.celu(1)),
    SELU(Tensor::selu),
    SILU(Tensor::silu),
    MISH(Tensor::mish),
    GELU(Tensor::gelu),
    GELU_TANH(Tensor::geluTanh),
    QUICK_GELU(x -> x.mul(x.mul(1.702).sigmoid())),
    SIGMOID(Tensor::sigmoid),
    TANH(Tensor::tanh),
    HARD_SIGMOID(Tensor::hardSigmoid),
    HARD_SWISH(Tensor::hardSwish),
    HARD_MISH(x -> x.mul(0.5).mul(x.add(2).clamp(0, 2)));

    private final UnaryOperator<Tensor> function;

    Activation(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return function.apply(x);
    }
}
