package dev.jimm.core.provenance;

/** How a session of a run ended. One that was killed has no outcome. */
public enum Outcome {
    /** The training is complete. */
    FINISHED,
    /** It was asked to stop, and can go on. */
    STOPPED,
    /** An error ended it. */
    FAILED
}
