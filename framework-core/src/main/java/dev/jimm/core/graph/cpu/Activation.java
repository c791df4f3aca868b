package dev.jimm.core.graph.cpu;

import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.pass.BuiltIn;

/**
 * An activation as the kernels take it.
 *
 * @param name that the kernels know it by
 * @param scalars its numbers
 * @param algorithm where there are several, else empty
 */
record Activation(String name, double[] scalars, String algorithm) {
    static final Activation NONE = named("none");

    private static Activation named(String name, double... scalars) {
        return new Activation(name, scalars, "");
    }

    /** What a call does as an activation; {@code null} if it is none that the kernels have. */
    static Activation of(Graph.Node node) {
        if (!BuiltIn.is(node, node.op().name())) {
            return null;
        }
        return switch (node.op().name()) {
            case "relu", "sigmoid", "tanh" -> named(node.op().name());
            case "relu6" -> named("hardtanh", 0, 6);
            case "clamp" ->
                named(
                        "hardtanh",
                        node.attributes().number("low"),
                        node.attributes().number("high"));
            case "silu" -> named("swish");
            case "hard_swish" -> named("hardswish");
            case "hard_sigmoid" -> named("hardsigmoid");
            case "leaky_relu" -> named("leaky_relu", node.attributes().number("slope"));
            case "gelu" -> new Activation("gelu", new double[0], "none");
            case "gelu_tanh" -> new Activation("gelu", new double[0], "tanh");
            default -> null;
        };
    }

    /** Whether a sum that a kernel makes can pass through it. */
    boolean isAfterSums() {
        return this == NONE || name.equals("relu");
    }
}
