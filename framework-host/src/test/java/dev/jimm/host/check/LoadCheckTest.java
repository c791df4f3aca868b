package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.provider.Provided;
import dev.jimm.host.InspectedJar;
import dev.jimm.host.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shows only when a plugin is loaded. */
class LoadCheckTest extends CheckFixture {
    private static final Duration LIMIT = Duration.ofSeconds(300);

    private List<String> loaded(Path jar, Path... atHand) {
        return loaded(jar, List.of(), LIMIT, atHand);
    }

    private List<String> loaded(Path jar, List<Provided<?>> others, Duration limit, Path... atHand) {
        JarReport bare =
                new JarReport(jar, "some", "1.0.0", InspectedJar.of(jar).sha256(), 2, List.of());
        LoadCheck check = new LoadCheck(List.of(jar), List.of(atHand), others, limit);
        return texts(check.check(bare).findings());
    }

    private List<String> loaded(String members) {
        return loaded(pack(plugin("some", members)));
    }

    @Test
    void aSoundPlugin() {
        assertEquals(List.of(), loaded(""));
    }

    @Test
    void findingsComeToThoseOfTheReport() {
        Path jar = pack(plugin("some", "{ System.setProperty(\"acme.seen\", \"yes\"); }"));
        try {
            JarReport report = PluginCheck.check(List.of(jar), List.of()).get(0);
            JarReport both = new LoadCheck(List.of(jar), List.of(), List.of(), LIMIT).check(report);
            assertEquals(
                    List.of(
                            "WARNING changes settings of the whole process",
                            "WARNING changes the system properties acme.seen when it is loaded"),
                    texts(both.findings()));
            assertEquals(report.sha256(), both.sha256());
            assertEquals(report.classes(), both.classes());
        } finally {
            System.clearProperty("acme.seen");
        }
    }

    /** What runs is what was read before. */
    @Test
    void aJarThatWasReplacedSinceItsReport() {
        Path jar = pack(plugin("some", ""));
        JarReport report = PluginCheck.check(List.of(jar), List.of()).get(0);
        pack(plugin("some", "{ System.setProperty(\"acme.seen\", \"yes\"); }"));
        JarReport both = new LoadCheck(List.of(jar), List.of(), List.of(), LIMIT).check(report);
        assertEquals(List.of("ERROR was replaced while it was being checked"), texts(both.findings()));
        assertNull(System.getProperty("acme.seen"), "the other jar ran");
    }

    @Test
    void aConstructorThatThrows() {
        assertEquals(
                List.of("ERROR com.acme.Log cannot be constructed: java.lang.IllegalStateException: no luck"),
                loaded("public Log() { throw new IllegalStateException(\"no luck\"); }"));
    }

    @Test
    void aPluginWithItsDependency() {
        Path base = plugin("base")
                .listener("com.base.Log", "base", "")
                .source("com.base.Tool", "public class Tool {}")
                .pack(work.resolve("base.jar"));
        Path jar = pack(plugin("some", "Object tool = new com.base.Tool();")
                .manifest("Plugin-Dependencies", "base")
                .library(base));
        assertEquals(List.of(), loaded(jar, base));
        assertEquals(List.of("ERROR needs plugin 'base', which is not in the folder"), loaded(jar));
    }

    @Test
    void threads() {
        String thread =
                "{ Thread thread = new Thread(() -> { try { Thread.sleep(300000); } catch (InterruptedException e) {"
                        + " throw new IllegalStateException(e); } }, \"acme\"); thread.setDaemon(%s); thread.start(); }";
        assertEquals(
                List.of("WARNING leaves threads behind when it is loaded: 'acme'"), loaded(thread.formatted("true")));
        assertEquals(
                List.of("WARNING leaves threads behind when it is loaded: 'acme' (no daemon)"),
                loaded(thread.formatted("false")));
        assertEquals(List.of(), loaded("{ Thread thread = new Thread(() -> {}); thread.start(); }"));
    }

    @Test
    void theDefaultLocale() {
        Locale before = Locale.getDefault();
        try {
            assertEquals(
                    List.of("WARNING changes the default locale, to tlh when it is loaded"),
                    loaded("{ java.util.Locale.setDefault(new java.util.Locale(\"tlh\")); }"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPluginThatIsSlowToLoad() {
        List<String> found = loaded("{ try { Thread.sleep(2100); } catch (InterruptedException e) {"
                + " throw new IllegalStateException(e); } }");
        assertEquals(1, found.size(), found::toString);
        assertTrue(
                found.get(0).matches("WARNING takes [2-9]\\.\\d+ s to load, at every start of jimm"), found::toString);
    }

    /** Java and the host load classes of their own at first; what a plugin does once a process is not slow, either. */
    @Test
    void whatIsSlowOnlyAtFirstIsNotThePlugins() {
        try {
            assertEquals(
                    List.of("WARNING changes the system properties acme.slow when it is loaded"),
                    loaded("{ try { if (System.setProperty(\"acme.slow\", \"once\") == null) { Thread.sleep(2100); } }"
                            + " catch (InterruptedException e) { throw new IllegalStateException(e); } }"));
        } finally {
            System.clearProperty("acme.slow");
        }
    }

    @Test
    void aPluginThatDoesNotComeBack() {
        assertEquals(
                List.of("ERROR does not come back within 1 seconds when it is loaded and asked"),
                loaded(
                        pack(plugin(
                                "some",
                                "{ try { Thread.sleep(20000); } catch (InterruptedException e) {"
                                        + " throw new IllegalStateException(e); } }")),
                        List.of(),
                        Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Some_Name | ERROR com.acme.Log: the name 'Some_Name' is malformed; all of it must match [a-z][a-z0-9-]*",
                "taken     | ERROR names of plugins clash; remove one of the two plugins: JAR (some 1.0.0) and"
                        + " OTHER/other.jar (other 1.0.0) both provide listener 'taken'",
            })
    void names(String name, String expected) throws IOException {
        Path folder = Files.createDirectory(work.resolve("others"));
        plugin("other").listener("com.other.Log", "taken", "").pack(folder.resolve("other.jar"));
        plugin("some").listener("com.other.Log", "free", "").pack(folder.resolve("older-build.jar"));
        try (PluginFolder others = PluginFolder.load(folder)) {
            List<String> found =
                    loaded(pack(plugin("some").listener("com.acme.Log", name, "")), others.providers(), LIMIT);
            assertEquals(1, found.size(), found::toString);
            assertEquals(
                    expected,
                    found.get(0)
                            .replace(work.resolve("plugin.jar").toString(), "JAR")
                            .replace(folder.toString(), "OTHER"));
        }
    }

    @Test
    void aJarThatIsNoPluginIsNotLoaded() {
        Path jar = pack(plugin("some", "public Log() { throw new IllegalStateException(); }")
                .without("Plugin-Id"));
        assertEquals(List.of(), loaded(jar));
    }
}
