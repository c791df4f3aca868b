package dev.jimm.api;

/** The version of the interfaces that plugins compile against. */
@API(status = API.Status.STABLE, since = "0.1")
public final class ApiVersion {
    /**
     * The version (semantic versioning) that a plugin's {@code Plugin-Requires} range is checked against. Before 1.0.0 what breaks a
     * compiled plugin raises the second number and what adds to the API the third; from then on the first and the second. Before the
     * first release nothing raises it.
     */
    public static final String CURRENT = "0.1.0";

    private ApiVersion() {}
}
