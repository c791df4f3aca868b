package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * The two-layer perceptron of transformers, with or without a gate: (..., dim) to (..., dim).
 *
 * <p>{@code Mlp.of(384, 1536).at(scope.at("mlp"))}. Unless told otherwise it is the plain form with GELU and biases,
 * without norm and dropout. Weights start truncated normal with deviation 0.02, biases at 0; gates start nearly open:
 * weights near 0, biases at 1.
 *
 * @param hidden the width of the first projection; the packed forms use half of it for the gate
 * @param norm before the second projection, or {@code null}
 * @param drop dropout after the activation and of the result
 * @param biasInit the initial values of the biases, the gate's apart; {@code null} for PyTorch's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Mlp(
        int dim,
        int hidden,
        Form form,
        Layer activation,
        Norm norm,
        boolean bias,
        double drop,
        Init weightInit,
        Init biasInit) {
    /** How the hidden values are made. The gated forms are those of Shazeer 2020 (arXiv 2002.05202). */
    public enum Form {
        /** {@code fc1}, activation. */
        MLP,
        /** {@code fc1} gives values and gate; the activated second half is the gate. */
        GLU,
        /** {@code fc1} gives gate and values; the activated first half is the gate. */
        SWIGLU_PACKED,
        /** {@code fc1_g} gives the gate, which is activated, {@code fc1_x} the values. */
        SWIGLU
    }

    public Mlp {
        boolean packed = form == Form.GLU || form == Form.SWIGLU_PACKED;
        if (packed && hidden % 2 != 0) {
            throw new IllegalArgumentException("a hidden width of " + hidden + " does not divide into values and gate");
        }
    }

    public static Mlp of(int dim, int hidden) {
        return new Mlp(dim, hidden, Form.MLP, Activation.GELU, null, true, 0, Init.truncatedNormal(0.02), Init.ZEROS);
    }

    public Mlp form(Form value) {
        return new Mlp(dim, hidden, value, activation, norm, bias, drop, weightInit, biasInit);
    }

    public Mlp activation(Layer value) {
        return new Mlp(dim, hidden, form, value, norm, bias, drop, weightInit, biasInit);
    }

    public Mlp norm(Norm value) {
        return new Mlp(dim, hidden, form, activation, value, bias, drop, weightInit, biasInit);
    }

    public Mlp bias(boolean value) {
        return new Mlp(dim, hidden, form, activation, norm, value, drop, weightInit, biasInit);
    }

    public Mlp drop(double value) {
        return new Mlp(dim, hidden, form, activation, norm, bias, value, weightInit, biasInit);
    }

    /** The initial values of the weights and of the biases ({@code null} for PyTorch's), the gate's apart. */
    public Mlp init(Init weight, Init offset) {
        return new Mlp(dim, hidden, form, activation, norm, bias, drop, weight, offset);
    }

    /** Declares {@code fc1} (or {@code fc1_g} and {@code fc1_x}), {@code norm} and {@code fc2}. */
    public Layer at(Scope scope) {
        Layer first = first(scope);
        int width = form == Form.GLU || form == Form.SWIGLU_PACKED ? hidden / 2 : hidden;
        Layer hiddenNorm = norm == null ? Layer.IDENTITY : norm.at(scope.at("norm"), width);
        Layer second = new Linear(width, dim, bias, weightInit, biasInit).at(scope.at("fc2"));
        return Layer.sequence(first, Drop.dropout(drop), hiddenNorm, second, Drop.dropout(drop));
    }

    private Layer first(Scope scope) {
        Linear plain = new Linear(dim, hidden, bias, weightInit, biasInit);
        if (form == Form.MLP) {
            return Layer.sequence(plain.at(scope.at("fc1")), activation);
        }
        Init gateWeight = Init.normal(1e-6);
        if (form == Form.SWIGLU) {
            Layer gate = Layer.sequence(plain.init(gateWeight, Init.ONES).at(scope.at("fc1_g")), activation);
            Layer values = plain.at(scope.at("fc1_x"));
            return (x, pass) -> gate.forward(x, pass).mul(values.forward(x, pass));
        }
        // as in timm it is the second half that starts like a gate, in both packed forms
        Init valueBias = biasInit == null ? Linear.torchBias(dim) : biasInit;
        Layer packed = plain.init(halves(weightInit, gateWeight), halves(valueBias, Init.ONES))
                .at(scope.at("fc1"));
        int gateHalf = form == Form.GLU ? 1 : 0;
        return (x, pass) -> {
            Tensor[] parts = packed.forward(x, pass).chunk(2, -1);
            return activation.forward(parts[gateHalf], pass).mul(parts[1 - gateHalf]);
        };
    }

    private static Init halves(Init first, Init second) {
        return (values, shape, random) -> {
            int middle = values.length / 2;
            float[] part = new float[middle];
            first.fill(part, shape, random); // as in timm the fans are those of the whole
            System.arraycopy(part, 0, values, 0, middle);
            second.fill(part, shape, random);
            System.arraycopy(part, 0, values, middle, middle);
        };
    }
}
