package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.provider.ProviderKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins whose own code fails when they are loaded, or whose services are not what they say. */
class PluginCodeTest extends FolderFixture {
    private static final String FAILED = "x.jar: x.Provider cannot be constructed: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public Provider() { throw new AssertionError(1); } | java.lang.AssertionError: 1",
                "public Provider() throws Exception { throw new Exception(\"\"); } | java.lang.Exception:",
                "public Provider() { new Provider(); } | java.lang.StackOverflowError",
                "private final long[] all = new long[Integer.MAX_VALUE]; | java.lang.OutOfMemoryError: Requested array size exceeds VM limit",
                "static { if (true) throw new IllegalStateException(\"no start\"); }"
                        + " | java.lang.IllegalStateException: no start",
                "public Provider() { throw new RuntimeException(\"\\u001b[2J two\\n  lines\"); }"
                        + " | java.lang.RuntimeException: <001B>[2J two lines",
                "static { System.loadLibrary(\"nothing\"); } | java.lang.UnsatisfiedLinkError: no nothing in"
                        + " java.library.path: NO_PATH",
            })
    void aProviderThatCannotBeConstructed(String members, String reason) throws IOException {
        packX(members, "return java.util.Set.of(\"x\");");
        assertRefused(FAILED + reason.replace("NO_PATH", System.getProperty("java.library.path")));
    }

    @Test
    void anInternalErrorOfTheVirtualMachineIsNotHeldAgainstAPlugin() throws IOException {
        packX("public Provider() { throw new InternalError(\"broken\"); }", "return null;");
        assertThrows(InternalError.class, this::load);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return null; | x.Provider offers no names, or one that is empty or has blanks: null",
                "return java.util.Set.of(\"\"); | x.Provider offers no names, or one that is empty or has blanks: []",
                "return java.util.Set.of(\"a b\"); | x.Provider offers no names, or one that is empty or has blanks: [a b]",
                "return java.util.Set.of(\"a\\u0007\"); | x.Provider offers no names, or one that is empty or has blanks:"
                        + " [a<0007>]",
                "return java.util.Collections.singleton(null); | x.Provider offers no names, or one that is empty or has"
                        + " blanks: [null]",
            })
    void namesOfNoUse(String body, String reason) throws IOException {
        packX("", body);
        PluginReport report = load();
        assertEquals(List.of("good"), ids(report));
        assertEquals(List.of("x.jar: " + reason), reasons(report));
    }

    @Test
    void aProviderOfAnotherType() throws IOException {
        String type = ProviderKind.OPTIMIZER.type().getName();
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.OPTIMIZER, "x.Other")
                .source("x.Other", "public class Other {}")
                .pack();
        assertRefused("x.jar: " + type + ": x.Other not a subtype");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public abstract class | public | java.lang.InstantiationException",
                "public class | private | java.lang.NoSuchMethodException: x.Provider.<init>()",
            })
    void aProviderThatNobodyCanConstruct(String type, String access, String reason) throws IOException {
        String service = ProviderKind.OPTIMIZER.type().getName();
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.OPTIMIZER, "x.Provider")
                .source(
                        "x.Provider",
                        type + " Provider implements " + service + " { " + access
                                + " Provider() {} public java.util.Set<String> names() { return null; } }")
                .pack();
        PluginReport report = load();
        assertEquals(List.of("good"), ids(report));
        assertEquals(1, report.refused().size());
        assertTrue(
                report.refused().get(0).reason().endsWith(": " + reason),
                reasons(report).get(0));
    }

    @Test
    void oneOfTwoProvidersFails() throws IOException {
        plugin("x")
                .service(ProviderKind.SCHEDULER, "x.Bad")
                .provider(ProviderKind.SCHEDULER, "x.Bad", "", "throw new IllegalStateException(\"none\");")
                .pack();
        assertRefused("x.jar: x.Bad cannot tell its names: java.lang.IllegalStateException: none");
    }

    @Test
    void aServiceFileWithCommentsAndOneClassTwice() throws IOException {
        String service = "META-INF/services/" + ProviderKind.OPTIMIZER.type().getName();
        plugin("x")
                .entry(
                        service,
                        "# ours\r\n\r\nplugin.x.Optimizers # this one\r\nplugin.x.Optimizers"
                                .getBytes(StandardCharsets.UTF_8))
                .pack();
        PluginReport report = assertLoaded("good", "x");
        assertEquals(Set.of("x"), report.loaded().get(1).names().get(ProviderKind.OPTIMIZER));
    }

    @Test
    void aServiceFileWithAByteOrderMark() throws IOException {
        aServiceFile("\uFEFFplugin.x.Optimizers", "Illegal provider-class name: <FEFF>plugin.x.Optimizers");
    }

    @Test
    void aServiceFileWithMoreThanAName() throws IOException {
        aServiceFile("plugin.x.Optimizers and more", "Illegal configuration-file syntax");
    }

    private void aServiceFile(String text, String reason) throws IOException {
        String service = ProviderKind.OPTIMIZER.type().getName();
        plugin("x")
                .entry("META-INF/services/" + service, text.getBytes(StandardCharsets.UTF_8))
                .pack();
        PluginReport report = load();
        assertEquals(List.of("good"), ids(report));
        assertEquals(1, report.refused().size());
        assertTrue(
                report.refused().get(0).reason().contains(reason),
                reasons(report).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.slf4j.Logger", "org.slf4j.spi.SLF4JServiceProvider"})
    void aBundledLoggerIsNotUsed(String type) throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .source(type, "public interface " + type.substring(type.lastIndexOf('.') + 1) + " {}")
                .provider(
                        ProviderKind.OPTIMIZER,
                        "x.Provider",
                        "\"methods-\" + (" + type + ".class.getMethods().length > 0)")
                .pack();
        PluginReport report = assertLoaded("good", "x");
        assertEquals(Set.of("methods-true"), report.loaded().get(1).names().get(ProviderKind.OPTIMIZER));
    }

    @Test
    void aConstructorThatThrowsAndWhatNeedsThePlugin() throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.MODEL, "x.Models")
                .provider(
                        ProviderKind.MODEL,
                        "x.Models",
                        "public Models() { throw new IllegalStateException(\"no luck\"); }",
                        "return null;")
                .pack();
        plugin("y").manifest("Plugin-Dependencies", "x").pack();
        assertRefused(
                "x.jar: x.Models cannot be constructed: java.lang.IllegalStateException: no luck",
                "y.jar: needs plugin 'x', which was refused");
    }

    @Test
    void namesThatThrowAnError() throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.MODEL, "x.Models")
                .provider(ProviderKind.MODEL, "x.Models", "", "throw new AssertionError(\"no names\");")
                .pack();
        assertRefused("x.jar: x.Models cannot tell its names: java.lang.AssertionError: no names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return java.util.Optional.of(new java.io.ByteArrayInputStream(new byte[] {'['}));"
                        + " | the table of pretrained weights of family 'some' is malformed: ",
                "throw new AssertionError();  | x.Models cannot tell its models: java.lang.AssertionError"
            })
    void aTableOfPretrainedWeightsThatCannotBeUsed(String body, String reason) throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.MODEL, "x.Models")
                .provider(
                        ProviderKind.MODEL,
                        "x.Models",
                        "public java.util.Optional<java.io.InputStream> pretrainedTable() { " + body + " }",
                        "return java.util.Set.of(\"x\");")
                .pack();
        PluginReport report = load();
        assertEquals(List.of("good"), ids(report));
        assertEquals(1, report.refused().size());
        String told = report.refused().get(0).reason();
        assertTrue(told.startsWith(reason), told);
    }

    @Test
    void aClassThatIsMissing() throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .source("lib.Helper", "public class Helper { public static String name() { return \"x\"; } }")
                .provider(ProviderKind.MODEL, "x.Models", "lib.Helper.name()")
                .without("lib.Helper")
                .pack();
        assertRefused("x.jar: x.Models cannot tell its names: class lib.Helper is missing");
    }

    @Test
    void aProviderThatIsNotInTheJar() throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.MODEL, "x.Models")
                .pack();
        assertRefused("x.jar: " + ProviderKind.MODEL.type().getName() + ": Provider x.Models not found");
    }

    @Test
    void aProviderWithoutNames() throws IOException {
        jars.plugin("x.jar", "x", "1.0.0")
                .provider(ProviderKind.MODEL, "x.Models", "")
                .pack();
        assertRefused("x.jar: x.Models offers no names, or one that is empty or has blanks: []");
    }
}
