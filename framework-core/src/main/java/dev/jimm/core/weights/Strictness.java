package dev.jimm.core.weights;

/** What happens when a file's tensors and a model's do not match one to one. */
public enum Strictness {
    /** Nothing is loaded and the whole report is the error. */
    STRICT,
    /** As strict, but tensors that depend on the image size may be of another one: they are adapted. */
    ADAPTING,
    /** What fits or can be adapted is loaded and the report is returned. */
    LENIENT
}
