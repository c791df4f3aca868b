package dev.jimm.host.trust;

/** What becomes of plugins that nobody has said to be trustworthy. */
public enum TrustMode {
    /** They are used; nothing is checked. */
    OPEN,
    /** They are used, with a remark. */
    WARN,
    /** They are refused. */
    STRICT
}
