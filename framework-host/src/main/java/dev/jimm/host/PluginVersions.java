package dev.jimm.host;

import org.pf4j.DefaultVersionManager;

/**
 * Semantic versions and ranges. A snapshot counts as the version that it will become: by the letter of semantic
 * versioning {@code 1.0.0-SNAPSHOT} does not satisfy {@code >=1.0.0}, and nobody could try a plugin against a build of
 * the day.
 */
final class PluginVersions extends DefaultVersionManager {
    @Override
    public boolean checkVersionConstraint(String version, String constraint) {
        return super.checkVersionConstraint(version.replaceFirst("[-+].*", ""), constraint);
    }

    boolean isVersion(String text) {
        return parses(() -> compareVersions(text, text));
    }

    boolean isRange(String text) {
        return parses(() -> checkVersionConstraint("1.0.0", text));
    }

    private static boolean parses(Runnable attempt) {
        try {
            attempt.run();
            return true;
        } catch (RuntimeException e) {
            // PF4J lets through the exceptions of the library that it parses with, which have no common type
            return false;
        }
    }
}
