package dev.jimm.core.analyze;

/**
 * Something that a person should know about a data set.
 *
 * @param text one sentence or two: what was found, and what to do
 */
public record Finding(Severity severity, String text) {
    /** How much it matters. */
    public enum Severity {
        /** Makes results wrong or a run fail. */
        PROBLEM,
        /** Is worth a thought. */
        NOTE
    }
}
