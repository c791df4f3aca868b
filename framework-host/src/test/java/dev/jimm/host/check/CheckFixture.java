package dev.jimm.host.check;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Packs jars and checks them. */
abstract class CheckFixture {
    @TempDir
    Path work;

    SourceJar plugin(String id) {
        return new SourceJar(work, id);
    }

    /** A sound plugin whose provider has further members. */
    SourceJar plugin(String id, String members) {
        return plugin(id).listener("com.acme.Log", id, members);
    }

    Path pack(SourceJar jar) {
        return jar.pack(work.resolve("plugin.jar"));
    }

    List<Finding> findings(Path jar, Path... atHand) {
        return PluginCheck.check(List.of(jar), List.of(atHand)).get(0).findings();
    }

    List<Finding> findings(SourceJar jar, Path... atHand) {
        return findings(pack(jar), atHand);
    }

    /** As {@code ERROR what}, in the order of the report. */
    static List<String> texts(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.severity() + " " + finding.what())
                .toList();
    }

    static List<String> places(Finding finding) {
        return finding.places().stream().map(Place::toString).toList();
    }
}
