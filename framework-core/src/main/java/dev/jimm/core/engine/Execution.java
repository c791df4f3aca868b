package dev.jimm.core.engine;

/** How a program is carried out; the results are the same, bit for bit. */
public enum Execution {
    /** Recorded once and compiled into one method: the default. */
    TRACED,
    /** Operator by operator, for debugging: an error names the line of the model that caused it. Needs far more memory. */
    EAGER
}
