package dev.jimm.core.analyze;

import java.util.List;
import java.util.Optional;

/**
 * A training run to begin with.
 *
 * @param remarks what should be known about the run as a whole
 * @param settings in the order of the sections of a run's configuration
 * @param hocon the same as the text of a configuration file, for {@code jimm train}
 */
public record Suggestion(List<String> remarks, List<Setting> settings, String hocon) {
    /**
     * One key of the configuration.
     *
     * @param key its path, such as {@code data.batch-size}
     * @param value as HOCON
     * @param reason why it has this value
     */
    public record Setting(String key, String value, String reason) {}

    /** Why no run can be suggested; empty where one can. */
    public static Optional<String> obstacle(DataReport report) {
        if (report.sizes() == null) {
            return Optional.of("no image of " + report.root() + " can be read");
        }
        return report.isOfOneClass()
                ? Optional.of(report.root() + " has images of one class only, so nothing can be learnt")
                : Optional.empty();
    }

    /** A run for what was found, on this machine; nothing may be an {@link #obstacle}. */
    public static Suggestion of(DataReport report) {
        return of(report, Runtime.getRuntime().maxMemory());
    }

    /** @param heap bytes that a training may take */
    static Suggestion of(DataReport report, long heap) {
        SuggestedRun run = new SuggestedRun(report, heap);
        List<String> remarks = run.remarks();
        List<Setting> settings = run.settings();
        return new Suggestion(remarks, settings, RunText.of(remarks, settings));
    }
}
