package dev.jimm.host;

import dev.jimm.host.PluginReport.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a jar says of itself as a plugin, found without loading a class of it.
 *
 * @param id the declared id; empty when it has none
 * @param version the declared version; empty when it has none
 * @param sha256 the digest of the jar's bytes, in hexadecimal; empty when they cannot be read
 * @param needs the plugins that it depends on
 * @param isWithinLimits whether it is a jar, of a size that can be looked into
 * @param problems why the plugins folder would refuse it, its dependencies aside
 */
public record InspectedJar(
        Path file,
        String id,
        String version,
        String sha256,
        List<Need> needs,
        boolean isWithinLimits,
        List<Refused> problems) {
    public InspectedJar {
        needs = List.copyOf(needs);
        problems = List.copyOf(problems);
    }

    /**
     * A plugin that a plugin depends on.
     *
     * @param range of its versions
     * @param optional whether the plugin works without it
     */
    public record Need(String id, String range, boolean optional) {}

    /** Inspects a jar; whatever the file is, it becomes a problem and no exception. */
    public static InspectedJar of(Path file) {
        JarInspection inspection = new JarInspection(file, new PluginVersions());
        PluginJar plugin = inspection.plugin();
        List<Need> needs = new ArrayList<>();
        plugin.dependencies()
                .forEach(dependency -> needs.add(new Need(
                        dependency.getPluginId(), dependency.getPluginVersionSupport(), dependency.isOptional())));
        return new InspectedJar(
                file,
                plugin.id(),
                plugin.version(),
                plugin.sha256(),
                needs,
                inspection.isWithinLimits(),
                inspection.problems());
    }

    /** Whether the jar is what a plugin needs, by id and version. */
    public boolean satisfies(Need need) {
        PluginVersions versions = new PluginVersions();
        return id.equals(need.id())
                && versions.isVersion(version)
                && versions.isRange(need.range())
                && versions.checkVersionConstraint(version, need.range());
    }
}
