package dev.jimm.core.analyze;

import java.util.List;

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

    /** A run for what was found; at least one image must have been readable. */
    public static Suggestion of(DataReport report) {
        List<String> remarks = SuggestedRun.remarks(report);
        List<Setting> settings = new SuggestedRun(report).settings();
        return new Suggestion(remarks, settings, RunText.of(remarks, settings));
    }
}
