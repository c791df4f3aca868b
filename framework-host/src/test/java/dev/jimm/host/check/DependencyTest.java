package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plugins that use classes of others. */
class DependencyTest extends CheckFixture {
    private Path base;
    private Path middle;

    @BeforeEach
    void packWhatIsUsed() {
        base = plugin("base")
                .listener("com.base.Log", "base", "")
                .source("com.base.Tool", "public class Tool { public static void use() {} }")
                .pack(work.resolve("base.jar"));
        middle = plugin("middle")
                .listener("com.middle.Log", "middle", "")
                .manifest("Plugin-Dependencies", "base@>=1.0.0 & <2.0.0")
                .source("com.middle.Tool", "public class Tool extends com.base.Tool {}")
                .library(base)
                .pack(work.resolve("middle.jar"));
    }

    private SourceJar user(String dependencies) {
        return plugin("some", "void work() { com.middle.Tool.use(); new com.base.Tool(); }")
                .manifest("Plugin-Dependencies", dependencies)
                .library(base)
                .library(middle);
    }

    @Test
    void areFoundAlsoIndirectly() {
        assertEquals(List.of(), findings(user("middle"), middle, base));
    }

    @Test
    void areFoundAmongTheJarsThatAreCheckedTogether() {
        List<JarReport> reports = PluginCheck.check(List.of(pack(user("middle")), base, middle), List.of());
        assertEquals(
                List.of(List.of(), List.of(), List.of()),
                reports.stream().map(JarReport::findings).toList());
    }

    @Test
    void withoutADeclarationTheirClassesAreNotSeen() {
        assertEquals(
                List.of(
                        "ERROR needs com.base.Tool, which is not in the jar",
                        "ERROR needs com.middle.Tool, which is not in the jar"),
                texts(findings(user("").without("Plugin-Dependencies"), middle, base)));
    }

    @Test
    void thatAreNotAtHandAreTold() {
        assertEquals(
                List.of(
                        "WARNING needs plugin 'middle', which is neither given nor in the plugins folder",
                        "REMARK needs com.base.Tool, which is to come from a plugin that is not at hand: middle",
                        "REMARK needs com.middle.Tool, which is to come from a plugin that is not at hand: middle"),
                texts(findings(user("middle@>=1.0.0"))));
    }

    @Test
    void ofAnotherVersion() {
        assertEquals(
                List.of("ERROR needs plugin 'middle' >=2.0.0, at hand is 1.0.0 (" + middle + ")"),
                texts(findings(user("middle@>=2.0.0"), middle, base)));
    }

    @Test
    void anOptionalOneMayBeAbsent() {
        assertEquals(List.of(), findings(plugin("some", "").manifest("Plugin-Dependencies", "absent?@>=1.0.0")));
    }

    @Test
    void aCircleIsFollowedOnce() {
        Path first = plugin("first")
                .listener("com.first.Log", "first", "")
                .manifest("Plugin-Dependencies", "second")
                .pack(work.resolve("first.jar"));
        Path second = plugin("second")
                .listener("com.second.Log", "second", "")
                .manifest("Plugin-Dependencies", "first")
                .pack(work.resolve("second.jar"));
        assertEquals(List.of("ERROR needs itself, through the plugins that it needs"), texts(findings(first, second)));
    }

    @Test
    void twoJarsOfOneId() {
        Path other = plugin("base").listener("com.base.Log", "base", "").pack(work.resolve("other.jar"));
        List<JarReport> reports = PluginCheck.check(List.of(base, other), List.of());
        assertEquals(
                List.of(
                        List.of("WARNING has the Plugin-Id of " + other),
                        List.of("WARNING has the Plugin-Id of " + base)),
                reports.stream().map(report -> texts(report.findings())).toList());
    }

    @Test
    void aJarOfTheIdOfAnInstalledOneIsThereToTakeItsPlace() throws IOException {
        Path installed = plugin("base").listener("com.base.Log", "base", "").pack(work.resolve("installed.jar"));
        assertEquals(List.of(), findings(base, installed));
        assertEquals(List.of(), findings(base, base));
        assertEquals(List.of(), findings(base, Files.copy(base, work.resolve("copy.jar"))));
        assertEquals(
                List.of("WARNING has the Plugin-Id of " + base),
                texts(findings(installed, installed, base)),
                "both are installed");
    }
}
