package dev.jimm.core.weights;

/** What happens when a file's tensors and a model's do not match one to one. */
public enum Strictness {
    /** Nothing is loaded and the whole report is the error. */
    STRICT,
    /** What fits is loaded and the report is returned. */
    LENIENT
}
