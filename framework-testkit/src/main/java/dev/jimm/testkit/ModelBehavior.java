package dev.jimm.testkit;

/** What the members of a family can do. Each is expected of every model; what a model cannot do it must refuse as said here. */
public enum ModelBehavior {
    /** Takes images of any size; otherwise it announces its size and its forward pass refuses others, naming {@code img-size}. */
    FREE_IMAGE_SIZE,
    /** Offers intermediates; otherwise it announces none. */
    FEATURES,
    /** Can be built with an output stride of 8 and 16; otherwise that is refused, naming {@code output-stride}. */
    OUTPUT_STRIDE,
    /** Can be built with another global pooling; otherwise that is refused, naming {@code global-pool}. */
    GLOBAL_POOL,
    /** Can be built for another number of channels; otherwise that is refused, naming {@code in-channels}. */
    CHANNELS,
    /** Can be built without a classifier; otherwise that is refused, naming {@code num-classes}. */
    CLASSES_ZERO,
    /** Can be written as an ONNX file; otherwise the export is refused, naming an operator that has no ONNX form. */
    ONNX
}
