package dev.jimm.testkit;

/** What readers do with the data set of the kit. Each is expected of every reader; one without it must behave as said here. */
public enum ReaderBehavior {
    /** Gives every sample one class; otherwise both parts say by {@code isMultiLabel} that there can be several. */
    ONE_LABEL,
    /** Finds a validation part; otherwise gives none, and jimm holds a part of the training images out. */
    VALIDATION
}
