package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DangerousCallsTest extends CheckFixture {
    private static final String EXIT = "WARNING ends the whole process";
    private static final String THREADS = "WARNING makes threads of its own, which may outlive what they are for";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "System.exit(1)                          | WARNING ends the whole process",
                "Runtime.getRuntime().halt(1)            | WARNING ends the whole process",
                "new Thread()                            | " + THREADS,
                "new java.util.Timer()                   | " + THREADS,
                "java.util.concurrent.Executors.newCachedThreadPool() | " + THREADS,
                "new java.util.concurrent.ForkJoinPool() | " + THREADS,
                "Runtime.getRuntime().addShutdownHook(null) | " + THREADS,
                "java.util.List.of().parallelStream()    | REMARK works in threads that all of the process shares",
                "System.setProperty(\"a\", \"b\")        | WARNING changes settings of the whole process",
                "System.setOut(null)                     | WARNING changes settings of the whole process",
                "java.util.Locale.setDefault(null)       | WARNING changes settings of the whole process",
                "java.security.Security.addProvider(null) | WARNING changes settings of the whole process",
                "System.loadLibrary(\"x\")               | WARNING loads native code, which may do anything and crash the process",
                "Runtime.getRuntime().exec(\"ls\")       | WARNING starts other programs",
                "new ProcessBuilder().start()            | WARNING starts other programs",
                "new java.net.Socket()                   | WARNING uses the network",
                "new java.net.URL(\"http://x\").openStream() | WARNING uses the network",
                "java.net.http.HttpClient.newHttpClient().send(null, null) | WARNING uses the network",
                "java.net.InetAddress.getByName(\"x\")   | REMARK looks up network addresses by name",
                "java.nio.file.Files.delete(null)        | WARNING deletes files",
                "new java.io.File(\"x\").delete()        | WARNING deletes files",
                "new java.io.ObjectInputStream(null)     | WARNING reads serialized Java objects, which can run code when the file is a stranger's",
                "new java.net.URLClassLoader(null)       | WARNING loads classes from elsewhere, which this check cannot see",
                "Object.class.getMethods()[0].setAccessible(true) | REMARK reaches into other classes past their access rules",
                "((sun.misc.Unsafe) null).allocateMemory(1) | REMARK works on memory past Java's checks (sun.misc.Unsafe)",
                "Class.forName(String.valueOf(1))        | REMARK loads classes by their names, which this check cannot follow",
                "Thread.currentThread().setContextClassLoader(null) | REMARK sets the context class loader of threads",
                "System.out.println()                    | REMARK prints to the standard streams, where jimm's own answers go",
                "new Exception().printStackTrace()       | REMARK prints to the standard streams, where jimm's own answers go",
            })
    void isFoundWithItsPlace(String code, String expected) {
        List<Finding> findings = findings(plugin("some", "void work() throws Exception { " + code + "; }"));
        assertEquals(List.of(expected), texts(findings));
        assertEquals(List.of("com.acme.Log.work(Log.java:1)"), places(findings.get(0)));
    }

    @Test
    void harmlessCallsAreNotFound() {
        assertEquals(
                List.of(),
                findings(plugin(
                        "some",
                        "void work() throws Exception { Thread.sleep(1); System.getProperty(\"a\");"
                                + " new Exception().printStackTrace(new java.io.PrintWriter(new java.io.StringWriter()));"
                                + " java.nio.file.Files.size(null); java.util.Locale.getDefault();"
                                + " Runtime.getRuntime().availableProcessors(); int[] a = new int[1].clone(); }")));
    }

    @Test
    void aCallIsFoundThroughASubclassAMethodReferenceAndALambda() {
        List<Finding> findings = findings(plugin(
                        "some",
                        "void start() { new Worker().start(); }"
                                + " void reference() { java.util.function.IntConsumer c = System::exit; }"
                                + " void lambda() { Runnable r = () -> System.exit(2); }")
                .source("com.acme.Worker", "class Worker extends Thread {}"));
        assertEquals(List.of(EXIT, THREADS), texts(findings).stream().sorted().toList());
        for (Finding finding : findings) {
            assertEquals(
                    ("WARNING " + finding.what()).equals(EXIT)
                            ? List.of("com.acme.Log.lambda(Log.java:1)", "com.acme.Log.reference(Log.java:1)")
                            : List.of("com.acme.Log.start(Log.java:1)", "com.acme.Worker.<init>(Worker.java:1)"),
                    places(finding).stream().sorted().toList());
        }
    }

    @Test
    void placesOfOneKindAreOneFinding() {
        List<Finding> findings =
                findings(plugin("some", "void one() { System.exit(1); } void two() { Runtime.getRuntime().exit(2); }"));
        assertEquals(List.of(EXIT), texts(findings));
        assertEquals(List.of("com.acme.Log.one(Log.java:1)", "com.acme.Log.two(Log.java:1)"), places(findings.get(0)));
    }
}
