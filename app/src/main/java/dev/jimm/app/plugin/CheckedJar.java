package dev.jimm.app.plugin;

import dev.jimm.host.check.Finding;
import dev.jimm.host.check.JarReport;
import java.util.List;
import java.util.Locale;

/** What was found about a jar, as JSON has it. */
record CheckedJar(String file, String id, String version, String sha256, int classes, List<Found> findings) {
    /**
     * A finding.
     *
     * @param severity {@code error}, {@code warning} or {@code remark}
     * @param places as in stack traces
     */
    record Found(String severity, String what, String remedy, List<String> places) {}

    static CheckedJar of(JarReport report) {
        return new CheckedJar(
                report.file().toString(),
                report.id(),
                report.version(),
                report.sha256(),
                report.classes(),
                report.findings().stream().map(CheckedJar::found).toList());
    }

    private static Found found(Finding finding) {
        return new Found(
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.what(),
                finding.remedy(),
                finding.places().stream().map(Object::toString).toList());
    }
}
