package dev.jimm.core.predict;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * Has another runner compute, and tells a listener of what leaves each layer: the result of an operator that brings
 * together data and what was made from declared tensors alone, and that of an activation behind it. So no model needs
 * to say where its layers end.
 */
final class ObservingRunner extends Runner {
    /** The operators that are activations, by name. */
    private static final Set<String> ACTIVATIONS = Set.of(
            "relu",
            "relu6",
            "leaky_relu",
            "elu",
            "celu",
            "selu",
            "silu",
            "mish",
            "gelu",
            "gelu_tanh",
            "hard_swish",
            "hard_sigmoid",
            "sigmoid",
            "tanh",
            "softplus");

    /** Whose channels are last whatever the rank. */
    private static final Set<String> OVER_LAST_AXIS = Set.of("linear", "layer_norm", "rms_norm");

    /** Whose operands are aligned at the last axis. */
    private static final Set<String> BROADCAST = Set.of("add", "sub", "mul");

    private static final Set<String> VALUES = Set.of("weight", "bias", "gamma");

    /** Is told of what leaves a layer. */
    @FunctionalInterface
    interface Listener {
        /**
         * @param layer as {@link LayerStatistics#layer}
         * @param result of the runner that computes
         * @param channels the axis
         */
        void left(String layer, Tensor result, int channels);
    }

    /** A tensor of the other runner. */
    private static final class Observed extends Tensor {
        private final Tensor tensor;
        private final String layer;
        private final int channels;
        private final boolean declared;

        /**
         * @param layer that it comes from or, of the model's input, {@code null}
         * @param channels the axis
         * @param declared whether it was made from declared tensors alone
         */
        Observed(Runner runner, Tensor tensor, String layer, int channels, boolean declared) {
            super(runner, tensor.type(), tensor.shape());
            this.tensor = tensor;
            this.layer = layer;
            this.channels = channels;
            this.declared = declared;
        }
    }

    private final Listener listener;

    ObservingRunner(Precision precision, Listener listener) {
        super(precision);
        this.listener = listener;
    }

    Tensor input(Tensor tensor) {
        return new Observed(this, tensor, null, 1, false);
    }

    Tensor parameter(Param param, Tensor value) {
        return new Observed(this, value, layer(param.name()), 0, true);
    }

    /** The tensor of the runner that computes. */
    static Tensor computed(Tensor observed) {
        return ((Observed) observed).tensor;
    }

    /** {@code layer1.0.bn1} for {@code layer1.0.bn1.weight}; what has a name of its own, such as {@code pos_embed}, keeps it. */
    private static String layer(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && VALUES.contains(name.substring(dot + 1)) ? name.substring(0, dot) : name;
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        Tensor[] computing = Arrays.stream(operands)
                .map(operand -> operand == null ? null : computed(operand))
                .toArray(Tensor[]::new);
        Tensor result = computing[0].apply(op, Arrays.copyOfRange(computing, 1, computing.length), attributes.values());
        Observed declared = first(operands, true);
        Observed data = first(operands, false);
        if (data == null) {
            return new Observed(this, result, declared.layer, 0, true);
        }
        if (declared != null) {
            return leaving(declared.layer, result, channels(op, result.rank(), declared.rank()));
        }
        int channels = data.rank() == result.rank() ? data.channels : channels(op, result.rank(), 0);
        if (ACTIVATIONS.contains(op.name()) && data.layer != null) {
            listener.left(data.layer + " > " + op.name(), result, channels);
        }
        return new Observed(this, result, data.layer, channels, false);
    }

    private Observed leaving(String layer, Tensor result, int channels) {
        if (result.rank() > 1) {
            listener.left(layer, result, channels);
        }
        return new Observed(this, result, layer, channels, false);
    }

    private static Observed first(Tensor[] operands, boolean declared) {
        return Arrays.stream(operands)
                .filter(operand -> operand != null && ((Observed) operand).declared == declared)
                .map(Observed.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** Channels come second in maps (N, C, H, W), else last; a vector that is added or multiplied lies along the last axis. */
    private static int channels(Op op, int rank, int rankOfDeclared) {
        boolean alongLast = BROADCAST.contains(op.name()) && rankOfDeclared == 1;
        return rank == 4 && !alongLast && !OVER_LAST_AXIS.contains(op.name()) ? 1 : rank - 1;
    }
}
