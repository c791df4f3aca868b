package dev.jimm.core.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a download does when a server does what no server should. */
class DownloadTest extends HubTestCase {
    @Test
    void goesOnWhereTheConnectionBrokeOff() throws IOException {
        server.next(HubServer.cutting(content, 100_000));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals("bytes=100000-", server.downloads().get(1).header("range"));
        assertEquals(
                "\"" + HubServer.sha256(content) + "\"",
                server.downloads().get(1).header("if-range"));
        assertFalse(Files.exists(partial()));
    }

    @Test
    void anotherProcessGoesOnWhereOneEnded() throws IOException {
        for (int i = 0; i < SHORT.attempts(); i++) {
            server.next(HubServer.cutting(content, 100_000));
        }
        assertMessage("3 times in a row", () -> hub().file(HubServer.REPOSITORY, SAFE));
        assertEquals(100_000, Files.size(partial()));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals("bytes=100000-", server.downloads().get(3).header("range"));
    }

    @Test
    void leavesAServerThatStalls() throws IOException {
        server.next((request, reply) -> {
            HubServer.cutting(content, 50_000).answer(request, reply);
            Thread.sleep(300_000); // as long as the time limit of the class
        });
        Patience brief =
                new Patience(SHORT.connect(), Duration.ofMillis(1500), 10, SHORT.firstPause(), SHORT.longestPause());
        Hub hub = new Hub(HubSettings.of(server.environment(home)), DownloadListener.NONE, brief);
        assertArrayEquals(content, Files.readAllBytes(hub.file(HubServer.REPOSITORY, SAFE)));
        assertEquals("bytes=50000-", server.downloads().get(1).header("range"));
    }

    @Test
    void beginsAnewWhereNoPartIsSent() throws IOException {
        server.next(HubServer.cutting(content, 100_000));
        server.next((request, reply) -> reply.all(200, content));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals(2, server.downloads().size());
    }

    @Test
    void beginsAnewWhenTheFileChangedBetweenTwoParts() throws IOException {
        server.next((request, reply) ->
                reply.head(200, "ETag", "\"old\"", "Content-Length", "300000").bytes(new byte[100_000], 0, 100_000));
        server.next((request, reply) -> reply.head(
                        206,
                        "ETag",
                        "\"new\"",
                        "Content-Length",
                        "200000",
                        "Content-Range",
                        "bytes 100000-299999/300000")
                .bytes(content, 100_000, 300_000));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals("\"old\"", server.downloads().get(1).header("if-range"));
        assertEquals("", server.downloads().get(2).header("range"));
    }

    @Test
    void refusesAnotherPartThanAskedFor() throws IOException {
        server.next(HubServer.cutting(content, 100_000));
        server.next((request, reply) -> reply.head(
                        206, "Content-Length", "300000", "Content-Range", "bytes 0-299999/300000")
                .bytes(content, 0, 300_000));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals(3, server.downloads().size());
    }

    @Test
    void deletesWrongBytesAndTriesOnceMore() throws IOException {
        byte[] wrong = content.clone();
        wrong[1000]++;
        server.next((request, reply) -> reply.all(200, wrong));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals(2, server.downloads().size());
        assertEquals("", server.downloads().get(1).header("range"));
    }

    @Test
    void refusesWrongBytesThatComeTwice() throws IOException {
        byte[] wrong = content.clone();
        wrong[1000]++;
        server.next((request, reply) -> reply.all(200, wrong)).next((request, reply) -> reply.all(200, wrong));
        String message = assertMessage(
                "timm/tiny.a1: model.safetensors: its SHA-256 is " + HubServer.sha256(wrong) + ", not "
                        + HubServer.sha256(content) + ", twice",
                () -> hub().file(HubServer.REPOSITORY, SAFE));
        assertFalse(message.contains("secret"), message);
        assertEquals(Map.of(), tree(folder()));
    }

    @Test
    void checksSmallFilesByGit() throws IOException {
        server.with("notes.txt", "right");
        WebServer.Handler wrong = (request, reply) -> reply.head(
                200,
                "X-Repo-Commit",
                HubServer.COMMIT,
                "ETag",
                "\"" + HubServer.git(new byte[5]) + "\"",
                "Content-Length",
                "5");
        server.nextHead(wrong);
        assertMessage(
                "its SHA-1 (Git) is " + HubServer.git("right".getBytes(StandardCharsets.UTF_8)),
                () -> hub().file(HubServer.REPOSITORY, "notes.txt"));
    }

    @Test
    void refusesFilesOfAnotherLength() throws IOException {
        WebServer.Handler shorter =
                (request, reply) -> reply.head(200, "Content-Length", "200000").bytes(content, 0, 200_000);
        server.next(shorter).next(shorter);
        assertMessage("it has 200000 bytes instead of 300000, twice", () -> hub().file(HubServer.REPOSITORY, SAFE));
        // without a length, as many come as come
        WebServer.Handler longer =
                (request, reply) -> reply.head(200).bytes(content, 0, 300_000).bytes(content, 0, 1);
        server.next(longer).next(longer);
        assertMessage(
                "more came than the 300000 bytes that were announced, twice",
                () -> hub().file(HubServer.REPOSITORY, SAFE));
        assertFalse(Files.exists(partial()));
    }

    @Test
    void refusesWhatIsCompressed() {
        WebServer.Handler compressed = (request, reply) -> reply.all(200, content, "Content-Encoding", "gzip");
        server.next(compressed).next(compressed);
        assertMessage("compressed, which was not asked for", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void waitsAndTriesAgain() throws IOException {
        List<String> told = new ArrayList<>();
        DownloadListener listener = new DownloadListener() {
            @Override
            public void triesAgain(String file, String reason) {
                told.add(reason);
            }
        };
        server.next((request, reply) -> reply.all(500, new byte[0]));
        server.next((request, reply) -> reply.all(429, new byte[0], "Retry-After", "1"));
        long start = System.nanoTime();
        new Hub(HubSettings.of(server.environment(home)), listener, SHORT).file(HubServer.REPOSITORY, SAFE);
        assertTrue(System.nanoTime() - start >= 1_000_000_000L);
        assertEquals(List.of("localhost failed (500)", "localhost is asked too often (429)"), told);
    }

    @Test
    void doesNotWaitForHours() {
        server.next((request, reply) -> reply.all(429, new byte[0], "Retry-After", "7200"));
        assertMessage("asks to be left alone for 7200 s; try again then", () -> hub().file(HubServer.REPOSITORY, SAFE));
        server.next((request, reply) -> reply.all(503, new byte[0], "Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"));
        assertMessage("asks to be left alone for", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void asksTheHubSeveralTimesToo() {
        server.nextHead((request, reply) -> reply.all(502, new byte[0]));
        assertTrue(Files.exists(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals(2, server.server().count("HEAD"));
    }

    @Test
    void saysThatItCannotBeKept() throws IOException {
        Path file = Files.writeString(home.resolve("a file"), "x");
        assertMessage(
                "cannot be kept in " + file + ": ",
                () -> hub("HF_HUB_CACHE", file.toString()).file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void saysThatThereIsNoRoom() {
        server.nextHead((request, reply) -> reply.head(
                302,
                "X-Repo-Commit",
                HubServer.COMMIT,
                "X-Linked-Etag",
                HubServer.sha256(content),
                "X-Linked-Size",
                "900000000000000000",
                "Location",
                "http://localhost/",
                "Content-Length",
                "0"));
        server.next((request, reply) -> reply.head(200, "Content-Length", "900000000000000000"));
        assertMessage(
                "model.safetensors needs 900000000000000000 bytes, and only ",
                () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void threadsShareADownload() throws Exception {
        server.next((request, reply) -> {
            Thread.sleep(200);
            reply.all(200, content);
        });
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Path>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> hub().file(HubServer.REPOSITORY, SAFE));
            }
            for (Future<Path> path : threads.invokeAll(tasks)) {
                assertArrayEquals(content, Files.readAllBytes(path.get()));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, server.downloads().size());
    }

    /** What the other process of {@link #processesShareADownload} does. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) {
            Map<String, String> environment = Map.of("HOME", arguments[0], "HF_ENDPOINT", arguments[1]);
            new Hub(HubSettings.of(environment), DownloadListener.NONE).file(HubServer.REPOSITORY, SAFE);
        }
    }

    /** The folder or jar that a class is in, also when the folder patches a module. */
    private static String root(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        String address = type.getResource("/" + file).getPath();
        address = URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
        return address.substring(0, address.length() - file.length()).replaceAll("^file:|!?/$", "");
    }

    @Test
    void processesShareADownload() throws Exception {
        Process[] processes = new Process[2];
        server.next((request, reply) -> {
            Thread.sleep(1_500); // both have begun by then
            reply.all(200, content);
        });
        for (int i = 0; i < 2; i++) {
            processes[i] = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            classPath(),
                            OtherProcess.class.getName(),
                            home.toString(),
                            server.endpoint().toString())
                    .redirectErrorStream(true)
                    .start();
        }
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(120, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), output);
        }
        assertEquals(2, server.server().count("HEAD"));
        assertEquals(1, server.downloads().size());
        assertArrayEquals(
                content,
                Files.readAllBytes(
                        folder().resolve("snapshots").resolve(HubServer.COMMIT).resolve(SAFE)));
    }

    /** What the other process needs, wherever this one has it from. */
    private static String classPath() {
        return Stream.of(
                        DownloadTest.class,
                        Hub.class,
                        LoggerFactory.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonProperty.class)
                .map(DownloadTest::root)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void hexDigestsAreThoseOfGit() {
        // printf x | git hash-object --stdin
        assertEquals("c1b0730e0133447badcfd47fd144e254807b06e1", HubServer.git(new byte[] {'x'}));
    }
}
