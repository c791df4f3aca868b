package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.inject.Guice;
import dev.jimm.core.provider.ProviderKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plugin was compiled against and does not find when it runs. */
class LinkageTest extends CheckFixture {
    /** Classes of the API as another version of it might have them. */
    private Path otherApi(String className, String body) {
        return plugin("stub").source(className, body).compile();
    }

    private void assertFinding(String expected, SourceJar jar) {
        List<Finding> findings = findings(jar);
        assertEquals(List.of(expected), texts(findings));
        assertEquals(List.of("com.acme.Log.work(Log.java:1)"), places(findings.get(0)));
    }

    @Test
    void jimmsOwnClasses() {
        List<Finding> findings =
                findings(plugin("some", "Object work() { return dev.jimm.core.error.Category.values(); }")
                        .library(SourceJar.locationOf(ProviderKind.class)));
        assertEquals(
                List.of("ERROR needs dev.jimm.core.error.Category, which jimm has for itself and plugins do not see"),
                texts(findings));
        assertEquals("the author should use only dev.jimm.api", findings.get(0).remedy());
    }

    @Test
    void jimmsLibraries() {
        List<Finding> findings =
                findings(plugin("some", "Object work() { return com.google.inject.Guice.createInjector(); }")
                        .library(SourceJar.locationOf(Guice.class)));
        assertEquals(
                List.of("ERROR needs com.google.inject.Guice, com.google.inject.Module, which jimm has for itself and"
                        + " plugins do not see"),
                texts(findings));
        assertEquals(
                "the author should pack the library into the jar, or do without it",
                findings.get(0).remedy());
    }

    @Test
    void classesThatNobodyHas() {
        Path library = plugin("stub")
                .source("org.lib.One", "public class One { public static int a; }")
                .source("org.lib.Two", "public class Two {}")
                .source("org.lib.Three", "public interface Three {}")
                .source("org.lib.Four", "public class Four extends Exception {}")
                .compile();
        List<Finding> findings = findings(plugin(
                        "some",
                        "int field() { return org.lib.One.a; }"
                                + " Object cast(Object any) { return (org.lib.Two[]) any; }"
                                + " boolean test(Object any) { return any instanceof org.lib.Three; }"
                                + " void caught() { try { names(); } catch (RuntimeException e) { throw e; }"
                                + " finally { Class<?> c = org.lib.Four.class; } }")
                .library(library));
        assertEquals(
                List.of("ERROR needs org.lib.Four, org.lib.One, org.lib.Three and 1 class more of its package,"
                        + " which is not in the jar"),
                texts(findings));
        assertEquals(
                List.of(
                        "com.acme.Log.cast(Log.java:1)",
                        "com.acme.Log.caught(Log.java:1)",
                        "com.acme.Log.field(Log.java:1)",
                        "com.acme.Log.test(Log.java:1)"),
                places(findings.get(0)).stream().sorted().toList());
    }

    @Test
    void superclassesAndInterfaces() {
        Path library = plugin("stub")
                .source("org.lib.Base", "public class Base { public void work() {} }")
                .compile();
        List<Finding> findings = findings(plugin("some", "void work() { new Derived().work(); }")
                .source("com.acme.Derived", "class Derived extends org.lib.Base {}")
                .library(library));
        assertEquals(List.of("ERROR needs org.lib.Base, which is not in the jar"), texts(findings));
        assertEquals(List.of("com.acme.Derived", "com.acme.Derived.<init>(Derived.java:1)"), places(findings.get(0)));
    }

    @Test
    void whatTheJdkKeepsToItself() {
        assertFinding(
                "ERROR needs jdk.internal.misc.VM, which the JDK keeps to itself",
                plugin("some", "Object work() { return jdk.internal.misc.VM.maxDirectMemory(); }")
                        .internals("java.base/jdk.internal.misc"));
    }

    @Test
    void classesOfAnotherApi() {
        List<Finding> findings = findings(plugin("some", "Object work() { return new dev.jimm.api.Gone(); }")
                .library(otherApi("dev.jimm.api.Gone", "public class Gone {}")));
        assertEquals(
                List.of("ERROR needs dev.jimm.api.Gone, which version 0.1.0 of the API does not have"),
                texts(findings));
        assertEquals(
                "the author should build it against version 0.1.0 of framework-api",
                findings.get(0).remedy());
    }

    @Test
    void methodsOfAnotherApi() {
        Path api = otherApi(
                "dev.jimm.api.Description",
                "public class Description { public static Description off(String text) { return null; }"
                        + " public static Description of(int number) { return null; } public String summary; }");
        assertFinding(
                "ERROR calls dev.jimm.api.Description.off(String), which version 0.1.0 of the API does not have;"
                        + " did you mean 'of'?",
                plugin("some", "Object work() { return dev.jimm.api.Description.off(\"a\"); }")
                        .library(api));
        assertFinding(
                "ERROR calls dev.jimm.api.Description.of(int), which version 0.1.0 of the API does not have;"
                        + " there is of(String, String[])",
                plugin("some", "Object work() { return dev.jimm.api.Description.of(1); }")
                        .library(api));
    }

    @Test
    void fieldsOfAnotherApi() {
        assertFinding(
                "ERROR uses dev.jimm.api.ApiVersion.CURENT, which version 0.1.0 of the API does not have;"
                        + " did you mean 'CURRENT'?",
                plugin("some", "Object work() { return dev.jimm.api.ApiVersion.CURENT; }")
                        .library(otherApi(
                                "dev.jimm.api.ApiVersion",
                                "public class ApiVersion { public static Object CURENT; }")));
    }

    @Test
    void whatIsNoLongerStaticOrPublic() {
        Path api = otherApi(
                "dev.jimm.api.Description",
                "public class Description { public static String summary() { return null; } }");
        assertFinding(
                "ERROR calls dev.jimm.api.Description.summary(), which is not static",
                plugin("some", "Object work() { return dev.jimm.api.Description.summary(); }")
                        .library(api));
        assertFinding(
                "ERROR calls new dev.jimm.api.ApiVersion(), which is not public",
                plugin("some", "Object work() { return new dev.jimm.api.ApiVersion(); }")
                        .library(otherApi("dev.jimm.api.ApiVersion", "public class ApiVersion {}")));
    }

    @Test
    void methodsThatTheApiAsksFor() {
        Path api = otherApi(
                "dev.jimm.api.event.TrainingListenerProvider",
                "public interface TrainingListenerProvider<C> extends dev.jimm.api.Provider {}");
        List<Finding> findings = findings(plugin("some")
                .service(ProviderKind.LISTENER, "com.acme.Log")
                .source(
                        "com.acme.Log",
                        "public class Log implements dev.jimm.api.event.TrainingListenerProvider<String> {"
                                + " public java.util.Set<String> names() { return null; } }")
                .library(api));
        assertEquals(
                List.of(
                        "ERROR does not implement dev.jimm.api.ConfigurableProvider.defaults(String), which version"
                                + " 0.1.0 of the API asks for",
                        "ERROR does not implement dev.jimm.api.event.TrainingListenerProvider.create(String, Record,"
                                + " Path), which version 0.1.0 of the API asks for"),
                texts(findings).stream().sorted().toList());
        assertEquals(List.of("com.acme.Log"), places(findings.get(0)));
    }

    @Test
    void methodsOfAnotherBuildOfALibraryInTheJar() {
        Path old = plugin("stub")
                .source("com.acme.lib.Tool", "public class Tool { public void use(int a) {} }")
                .compile();
        SourceJar jar = plugin("some", "void work() { new com.acme.lib.Tool().use(1); }")
                .library(old);
        SourceJar newer =
                plugin("newer").source("com.acme.lib.Tool", "public class Tool { public void use(long a) {} }");
        Path classes = newer.compile();
        assertFinding(
                "ERROR calls com.acme.lib.Tool.use(int), which does not exist; there is use(long)",
                jar.entry("com/acme/lib/Tool.class", read(classes.resolve("com/acme/lib/Tool.class"))));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void librariesInTheJarOftenReferToMoreThanIsUsed() {
        Path absent = plugin("stub")
                .source("org.absent.Optional", "public class Optional {}")
                .compile();
        List<Finding> findings = findings(plugin("some", "Object work() { return new org.lib.Tool(); }")
                .source("org.lib.Tool", "public class Tool { Object part() { return new org.absent.Optional(); } }")
                .library(absent));
        assertEquals(
                List.of("REMARK has a library that refers to org.absent.Optional, which is not in the jar; it fails"
                        + " where that part of the library is used"),
                texts(findings));
        assertEquals(List.of("org.lib.Tool.part(Tool.java:1)"), places(findings.get(0)));
    }

    @Test
    void whatKnowsJimmIsTheAuthorsWhereverItLies() {
        Path absent = plugin("stub")
                .source("org.absent.Needed", "public class Needed {}")
                .compile();
        assertEquals(
                List.of("ERROR needs org.absent.Needed, which is not in the jar"),
                texts(findings(plugin("some", "Object work() { return new com.nets.Net(); }")
                        .source(
                                "com.nets.Net",
                                "public class Net { dev.jimm.api.tensor.Tensor x; Object y = new org.absent.Needed(); }")
                        .library(absent))));
    }

    @Test
    void classesOfTheHostByName() {
        List<Finding> findings = findings(
                plugin(
                        "some",
                        "Object work() throws Exception { return Class.forName(\"dev.jimm.core.error.Category\", true, null); }"));
        assertEquals(
                List.of(
                        "WARNING asks for dev.jimm.core.error.Category by name, which jimm has for itself and plugins do"
                                + " not see",
                        "REMARK loads classes by their names, which this check cannot follow"),
                texts(findings));
    }

    @Test
    void whatIsThereIsNotFound() {
        assertEquals(
                List.of(),
                findings(plugin(
                        "some",
                        "Object work(dev.jimm.api.tensor.Tensor x) throws Throwable {"
                                + " java.lang.invoke.MethodHandle handle = null; int n = (int) handle.invokeExact(\"a\");"
                                + " var list = new java.util.ArrayList<String>() { String own() { return toString() + size(); } };"
                                + " switch (dev.jimm.api.tensor.ElementType.values()[0]) { default: }"
                                + " java.sql.Date date = null; java.util.logging.Logger.getLogger(\"a\");"
                                + " return list.own() + x.shape().length + new int[2][3].clone().length; }")));
    }
}
