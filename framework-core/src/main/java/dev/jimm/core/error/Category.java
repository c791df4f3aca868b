package dev.jimm.core.error;

/** Whose move it is after an error; each category is one exit code of the command line. */
public enum Category {
    /** The work was done and a check of it failed. */
    CHECK_FAILED(1),
    /** Wrong usage or configuration. */
    CONFIGURATION(2),
    /** Input data, weights or output folders that cannot be used. */
    DATA(3),
    /** A plugin was refused. */
    PLUGIN(4),
    /** A defect of jimm. */
    INTERNAL(70);

    private final int exitCode;

    Category(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
