package dev.jimm.host.trust;

/**
 * Whether a jar is trusted.
 *
 * @param given whether it is; also true where nobody checks
 * @param reason by what, or what it lacks: {@code allowed by its digest}, {@code signed by CN=Jane Doe}, {@code not signed}
 */
public record Trust(boolean given, String reason) {
    static Trust by(String reason) {
        return new Trust(true, reason);
    }

    static Trust none(String reason) {
        return new Trust(false, reason);
    }
}
