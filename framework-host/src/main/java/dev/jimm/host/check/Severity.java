package dev.jimm.host.check;

/** How bad a finding is, the worst first. */
public enum Severity {
    /** The plugin would be refused, or fails. */
    ERROR,
    /** The plugin works, and does what may harm the program around it or the machine. */
    WARNING,
    /** Worth knowing. */
    REMARK
}
