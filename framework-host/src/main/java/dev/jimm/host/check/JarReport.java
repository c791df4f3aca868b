package dev.jimm.host.check;

import java.nio.file.Path;
import java.util.List;

/**
 * What was found about one jar.
 *
 * @param id the plugin's declared id; empty when it has none
 * @param version the declared version; empty when it has none
 * @param sha256 the digest of the jar's bytes, in hexadecimal; empty when they cannot be read
 * @param classes how many classes were read
 * @param findings the worst first
 */
public record JarReport(Path file, String id, String version, String sha256, int classes, List<Finding> findings) {
    public JarReport {
        findings = List.copyOf(findings);
    }

    /** How many findings are that bad. */
    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
