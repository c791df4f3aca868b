package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Distribution.Outcome;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The projects of examples/embedding, built by Maven with what the distribution carries, and run as programs of their own. */
@Tag("slow")
class EmbeddingExamplesIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** DJL neither asks the network nor reports. */
    private static final List<String> QUIET = List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true", "-Xmx1g");

    private static final int PATIENCE_SECONDS = 300;

    @TempDir
    private static Path folder;

    /** A copy of an example, built. */
    private static Path built(String name) throws Exception {
        Path source = ROOT.resolve("examples/embedding").resolve(name);
        Path project = folder.resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !source.relativize(file).startsWith("target"))
                    .toList()) {
                Path copy = project.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Outcome maven = Distribution.run(Distribution.process(
                project,
                Map.of(),
                ROOT.resolve("mvnw"),
                "-B",
                "-q",
                "-f",
                "pom.xml",
                "-Dmaven.repo.local=" + System.getProperty("jimm.test.maven.repository"),
                "-Dmaven.repo.local.tail=" + Distribution.HOME.resolve("repository"),
                "package"));
        assertEquals(0, maven.exitCode(), () -> maven.out() + maven.err());
        return project;
    }

    private static ProcessBuilder java(Path project, String... arguments) {
        return Distribution.process(
                project,
                Map.of(),
                Path.of(JAVA),
                Stream.concat(QUIET.stream(), Stream.of(arguments)).toArray());
    }

    private static void assertNoPluginsFolder(Path libraries) throws IOException {
        try (Stream<Path> jars = Files.list(libraries)) {
            List<String> names = jars.map(jar -> jar.getFileName().toString()).toList();
            assertTrue(names.stream().anyMatch(name -> name.startsWith("framework-core-")), names.toString());
            assertFalse(
                    names.stream().anyMatch(name -> name.startsWith("pf4j") || name.startsWith("framework-host")),
                    names.toString());
        }
    }

    @Test
    void onTheClassPath() throws Exception {
        Path project = built("classpath");
        Outcome outcome = Distribution.run(java(
                project,
                "-cp",
                "target/classpath.jar" + File.pathSeparator + "target/lib/*",
                "com.example.classpath.Main"));
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.out().matches("""
                        models: \\d{3,}
                        finished: false
                        epoch 1 of 2
                        epoch 2 of 2
                        finished: true
                        right: (8[1-9]|90) of 90
                        closed
                        """), outcome::toString);
        assertNoPluginsFolder(project.resolve("target/lib"));
    }

    @Test
    void onTheModulePath() throws Exception {
        Path project = built("modules");
        Outcome outcome = Distribution.run(java(
                project,
                "--add-modules",
                "ALL-MODULE-PATH,ALL-DEFAULT",
                "-p",
                "target/modules.jar" + File.pathSeparator + "target/lib",
                "-cp",
                "target/native/*",
                "-m",
                "com.example.modules/com.example.modules.Main"));
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertEquals("""
                module dev.jimm.core
                small: epoch 1
                small: 10 classes, probabilities together 1.000
                other: 10 classes, probabilities together 1.000
                closed
                """, outcome.out(), outcome::toString);
        assertNoPluginsFolder(project.resolve("target/lib"));
    }

    @Test
    void inASpringBootService() throws Exception {
        Path project = built("spring-boot");
        Path log = project.resolve("log.txt");
        Process service = java(project, "-jar", "target/classifier.jar", "--server.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            URI address = URI.create("http://localhost:" + port(service, log) + "/classify");
            byte[] picture = Files.readAllBytes(project.resolve("target/data/sample/val/ring/ring_160.jpg"));
            HttpResponse<String> answer = post(address, picture);
            assertEquals(200, answer.statusCode(), answer::body);
            assertTrue(
                    answer.body().matches("\\[(\\{\"index\":\\d,\"name\":\"\\w+\",\"probability\":[0-9.E-]+},?){3}]"),
                    answer.body());
            HttpResponse<String> refused = post(address, new byte[] {1, 2, 3});
            assertEquals(400, refused.statusCode(), refused::body);
            assertTrue(refused.body().startsWith("the request: "), refused.body());
            service.destroy();
            assertTrue(service.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            String told = Files.readString(log);
            assertEquals(143, service.exitValue(), told); // that of SIGTERM, behind an orderly end
            assertTrue(told.contains("Graceful shutdown complete"), told);
            assertFalse(told.contains("SIGSEGV"), told);
        } finally {
            service.destroyForcibly();
        }
    }

    private static String port(Process service, Path log) throws Exception {
        Pattern started = Pattern.compile("Tomcat started on port (\\d+)");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); System.nanoTime() < end; ) {
            Matcher port = started.matcher(Files.readString(log));
            if (port.find()) {
                return port.group(1);
            }
            assertTrue(service.isAlive(), Files.readString(log));
            Thread.sleep(200);
        }
        throw new AssertionError("the service did not start: " + Files.readString(log));
    }

    private static HttpResponse<String> post(URI address, byte[] picture) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(picture))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
