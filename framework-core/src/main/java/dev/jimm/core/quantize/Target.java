package dev.jimm.core.quantize;

import dev.jimm.api.tensor.ElementType;

/**
 * What is to run a quantised file. Both take quantise and dequantise pairs (QDQ) and weights of a scale a channel, and differ in the rest:
 * there is no one form that is fast in the one and accepted by the other.
 */
public enum Target {
    /**
     * ONNX Runtime on CPUs, and OpenVINO. Activations are unsigned with a zero point, so that a ReLU in front of one is part of its
     * saturation; a convolution runs in whole numbers only when its output is quantised too and its bias is in INT32.
     */
    ONNX_RUNTIME(ElementType.UINT8),

    /**
     * TensorRT, which takes signed activations with the zero point 0 only and no bias in INT32, and joins a convolution with what follows
     * it best when its output is not quantised.
     */
    TENSORRT(ElementType.INT8);

    private final ElementType activations;

    Target(ElementType activations) {
        this.activations = activations;
    }

    ElementType activations() {
        return activations;
    }

    /** Whether convolutions have quantised outputs, and they and products of (N, in) quantised biases. */
    boolean isWhole() {
        return this == ONNX_RUNTIME;
    }
}
