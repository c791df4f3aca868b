package dev.jimm.api;

/** The version of the interfaces that plugins compile against. */
@API(status = API.Status.STABLE, since = "0.1")
public final class ApiVersion {
    /**
     * The version (semantic versioning) that a plugin's {@code Plugin-Requires} range is checked against. A new method with a default
     * raises the minor number; anything that breaks a compiled plugin raises the major one; before the first release
     * nothing raises it.
     */
    public static final String CURRENT = "0.1.0";

    private ApiVersion() {}
}
