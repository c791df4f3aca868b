package dev.jimm.core.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.core.error.JimmException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class HubTest {
    static final String SAFE = "model.safetensors";
    static final Patience SHORT = new Patience(
            Duration.ofSeconds(5), Duration.ofMillis(300), 3, Duration.ofMillis(10), Duration.ofMillis(1500));

    private final byte[] content = pattern(300_000);

    @TempDir
    private Path home;

    private HubServer server;

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        server = new HubServer().with(SAFE, content).with("config.json", "{\"architecture\": \"tiny\"}\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Hub hub(String... environment) {
        return new Hub(HubSettings.of(server.environment(home, environment)), DownloadListener.NONE, SHORT);
    }

    private Path folder() {
        return home.resolve(".cache/huggingface/hub/models--timm--tiny.a1");
    }

    private Path partial() {
        return folder().resolve("blobs").resolve(HubServer.sha256(content) + ".jimm.incomplete");
    }

    /** All files below a folder and where links lead, the locks left out. */
    static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(file -> !Files.isDirectory(file)).toList()) {
                String name = folder.relativize(path).toString();
                if (!name.startsWith(".locks") && !name.equals("CACHEDIR.TAG")) {
                    tree.put(
                            name,
                            Files.isSymbolicLink(path)
                                    ? "-> " + Files.readSymbolicLink(path)
                                    : Files.size(path) < 100 ? Files.readString(path) : Files.size(path) + " bytes");
                }
            }
        }
        return tree;
    }

    @Test
    void laysFilesOutAsPythonDoes() throws IOException {
        Path weights = hub().file(HubServer.REPOSITORY, SAFE);
        Path config = hub().file(HubServer.REPOSITORY, "config.json");
        assertArrayEquals(content, Files.readAllBytes(weights));
        assertEquals(folder().resolve("snapshots").resolve(HubServer.COMMIT).resolve("config.json"), config);
        String sha256 = HubServer.sha256(content);
        String git = HubServer.git("{\"architecture\": \"tiny\"}\n".getBytes(StandardCharsets.UTF_8));
        String snapshot = "snapshots/" + HubServer.COMMIT;
        assertEquals(
                Map.of(
                        "blobs/" + sha256, "300000 bytes",
                        "blobs/" + git, "{\"architecture\": \"tiny\"}\n",
                        "refs/main", HubServer.COMMIT,
                        snapshot + "/" + SAFE, "-> ../../blobs/" + sha256,
                        snapshot + "/config.json", "-> ../../blobs/" + git),
                tree(folder()));
    }

    @Test
    void linksOfFoldersLeadBackToTheBlobs() throws IOException {
        server.with("onnx/small/model.txt", "x");
        Path file = hub().file(new Repository("timm/tiny.a1", "pr/1"), "onnx/small/model.txt");
        assertEquals("x", Files.readString(file));
        assertEquals(
                Path.of("../../../../blobs/" + HubServer.git(new byte[] {'x'})), Files.readSymbolicLink(file));
        assertEquals(HubServer.COMMIT, Files.readString(folder().resolve("refs/pr/1")));
        assertTrue(server.server().requests().get(0).path().contains("/resolve/pr%2F1/"));
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        Path first = hub().file(HubServer.REPOSITORY, SAFE);
        assertEquals(first, hub().file(HubServer.REPOSITORY, SAFE));
        assertEquals(1, server.downloads().size());
        assertEquals(2, server.server().count("HEAD"));
    }

    @Test
    void aCommitThatIsThereIsNotAskedForAgain() {
        Repository commit = new Repository("timm/tiny.a1", HubServer.COMMIT);
        Path first = hub().file(commit, SAFE);
        int asked = server.server().requests().size();
        assertEquals(first, hub().file(commit, SAFE));
        assertEquals(asked, server.server().requests().size());
        assertFalse(Files.exists(folder().resolve("refs")));
    }

    @Test
    void aBlobOfAnotherCommitIsLinkedOnly() throws IOException {
        hub().file(HubServer.REPOSITORY, SAFE);
        Path snapshot = folder().resolve("snapshots").resolve(HubServer.COMMIT).resolve(SAFE);
        Files.delete(snapshot);
        assertEquals(snapshot, hub().file(HubServer.REPOSITORY, SAFE));
        assertEquals(1, server.downloads().size());
    }

    @Test
    void withoutLinksTheFileItselfIsInTheSnapshot() throws IOException {
        Path file = hub("HF_HUB_DISABLE_SYMLINKS", "1").file(HubServer.REPOSITORY, SAFE);
        assertFalse(Files.isSymbolicLink(file));
        assertArrayEquals(content, Files.readAllBytes(file));
        assertEquals(file, hub("HF_HUB_OFFLINE", "yes").file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void takesTheFirstFileThatThereIs() throws IOException {
        Path file = hub().first(HubServer.REPOSITORY, List.of("open_clip_model.safetensors", SAFE));
        assertEquals(SAFE, file.getFileName().toString());
        assertTrue(Files.exists(
                folder().resolve(".no_exist").resolve(HubServer.COMMIT).resolve("open_clip_model.safetensors")));
    }

    @Test
    void theTokenIsSentToTheHubOnly() {
        hub("HF_TOKEN", "hf_secret").file(HubServer.REPOSITORY, SAFE);
        for (WebServer.Request request : server.server().requests()) {
            boolean store = request.path().startsWith("/store/");
            assertEquals(store ? "" : "Bearer hf_secret", request.header("authorization"), request.path());
            assertEquals(store, request.header("host").startsWith("localhost:"), request.path());
        }
        assertEquals(1, server.downloads().size());
    }

    @Test
    void followsTheHubToAnotherPathAndAnotherHost() {
        server.nextHead((request, reply) ->
                reply.head(307, "Location", "/timm/tiny.a1/resolve/main/" + SAFE, "Content-Length", "0"));
        server.next((request, reply) -> reply.head(302, "Location", "/store/" + SAFE, "Content-Length", "0"));
        assertTrue(Files.exists(hub("HF_TOKEN", "t").file(HubServer.REPOSITORY, SAFE)));
        assertEquals(2, server.server().count("HEAD"));
        assertEquals("Bearer t", server.server().requests().get(1).header("authorization"));
        assertEquals("", server.downloads().get(1).header("authorization"));
    }

    @Test
    void refusesToBeSentAround() {
        for (int i = 0; i < 20; i++) {
            server.nextHead((request, reply) ->
                    reply.head(302, "Location", request.path(), "Content-Length", "0"));
        }
        assertMessage("sends on and on, more than 10 times", () -> hub().file(HubServer.REPOSITORY, SAFE));
        server.next((request, reply) -> reply.head(302, "Location", "file:///etc/passwd", "Content-Length", "0"));
        HubServer other = server;
        try (HubServer fresh = new HubServer().with(SAFE, content)) {
            server = fresh;
            fresh.next((request, reply) -> reply.head(302, "Location", "file:///etc/passwd", "Content-Length", "0"));
            assertMessage("'file:///etc/passwd', where nothing", () -> hub().file(HubServer.REPOSITORY, SAFE));
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            server = other;
        }
    }

    @Test
    void goesOnWhereTheConnectionBrokeOff() throws IOException {
        server.next(HubServer.cutting(content, 100_000));
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals("bytes=100000-", server.downloads().get(1).header("range"));
        assertEquals(
                "\"" + HubServer.sha256(content) + "\"", server.downloads().get(1).header("if-range"));
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
            Thread.sleep(3_000);
        });
        long start = System.nanoTime();
        assertArrayEquals(content, Files.readAllBytes(hub().file(HubServer.REPOSITORY, SAFE)));
        assertTrue(System.nanoTime() - start < 2_500_000_000L);
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
        server.next((request, reply) -> reply.head(200, "ETag", "\"old\"", "Content-Length", "300000")
                .bytes(new byte[100_000], 0, 100_000));
        server.next((request, reply) -> reply.head(
                        206, "ETag", "\"new\"", "Content-Length", "200000", "Content-Range",
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
                200, "X-Repo-Commit", HubServer.COMMIT, "ETag", "\"" + HubServer.git(new byte[5]) + "\"",
                "Content-Length", "5");
        server.nextHead(wrong);
        assertMessage("its SHA-1 (Git) is " + HubServer.git("right".getBytes(StandardCharsets.UTF_8)), () -> hub()
                .file(HubServer.REPOSITORY, "notes.txt"));
    }

    @Test
    void refusesFilesOfAnotherLength() throws IOException {
        WebServer.Handler shorter = (request, reply) -> reply.head(200, "Content-Length", "200000")
                .bytes(content, 0, 200_000);
        server.next(shorter).next(shorter);
        assertMessage("it has 200000 bytes instead of 300000, twice", () -> hub().file(HubServer.REPOSITORY, SAFE));
        // without a length, as many come as come
        WebServer.Handler longer = (request, reply) ->
                reply.head(200).bytes(content, 0, 300_000).bytes(content, 0, 1);
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
        assertMessage("asks to be left alone for 7200 s; try again then", () -> hub()
                .file(HubServer.REPOSITORY, SAFE));
        server.next((request, reply) ->
                reply.all(503, new byte[0], "Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"));
        assertMessage("asks to be left alone for", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void asksTheHubSeveralTimesToo() {
        server.nextHead((request, reply) -> reply.all(502, new byte[0]));
        assertTrue(Files.exists(hub().file(HubServer.REPOSITORY, SAFE)));
        assertEquals(2, server.server().count("HEAD"));
    }

    @Test
    void saysWhyThereIsNoAccess() {
        server.nextHead((request, reply) -> reply.head(403, "X-Error-Code", "GatedRepo", "Content-Length", "0"));
        assertMessage(
                "timm/tiny.a1: is open only to those who accept its conditions: accept them at " + server.endpoint()
                        + "/timm/tiny.a1, then set HF_TOKEN to a token of your account",
                () -> hub().file(HubServer.REPOSITORY, SAFE));
        server.nextHead((request, reply) -> reply.head(403, "X-Error-Code", "GatedRepo", "Content-Length", "0"));
        String message = assertMessage("use a token of an account that may read it", () -> hub("HF_TOKEN", "secret")
                .file(HubServer.REPOSITORY, SAFE));
        assertFalse(message.contains("secret"), message);
        assertMessage(
                "timm/tyni: there is no such repository at " + server.endpoint() + ", or it is private",
                () -> hub().file(Repository.parse("timm/tyni"), SAFE));
    }

    @Test
    void namesWhatIsNear() {
        assertMessage(
                "timm/tiny.a1: it has no model.safetensor; did you mean 'model.safetensors'?; it has config.json,"
                        + " model.safetensors",
                () -> hub().file(HubServer.REPOSITORY, "model.safetensor"));
        assertMessage("timm/tiny.a1@v1.1: it has no revision 'v1.1'; did you mean 'v1.0'?", () -> hub()
                .file(Repository.parse("timm/tiny.a1@v1.1"), SAFE));
    }

    @Test
    void saysWhenItIsNoHub() {
        server.nextHead((request, reply) -> reply.all(200, "<html>".getBytes(StandardCharsets.UTF_8)));
        assertMessage("does not answer as a hub does (no X-Repo-Commit", () -> hub()
                .file(HubServer.REPOSITORY, SAFE));
        server.nextHead((request, reply) ->
                reply.head(200, "X-Repo-Commit", HubServer.COMMIT, "ETag", "\"../../x\"", "Content-Length", "1"));
        assertMessage("does not answer as a hub does (no ETag", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void offlineNobodyIsAsked() {
        assertMessage(
                "timm/tiny.a1: model.safetensors is not in the cache (revision main of " + folder()
                        + "), and HF_HUB_OFFLINE forbids to fetch it; unset HF_HUB_OFFLINE, or download it on another"
                        + " machine ('jimm models pull hf-hub:timm/tiny.a1', or " + server.endpoint()
                        + "/timm/tiny.a1/resolve/main/model.safetensors)",
                () -> hub("HF_HUB_OFFLINE", "1").file(HubServer.REPOSITORY, SAFE));
        assertEquals(List.of(), server.server().requests());
        Path file = hub().file(HubServer.REPOSITORY, SAFE);
        int asked = server.server().requests().size();
        assertEquals(file, hub("HF_HUB_OFFLINE", "ON").file(HubServer.REPOSITORY, SAFE));
        assertEquals(asked, server.server().requests().size());
    }

    @Test
    void withoutANetworkTheLastFileIsTaken() {
        assertMessage(
                "timm/tiny.a1: model.safetensors: no connection to 127.0.0.1 (unknown host, or no network); is there a"
                        + " network, and does it want a proxy",
                () -> hub("HF_ENDPOINT", "http://127.0.0.1:1").file(HubServer.REPOSITORY, SAFE));
        Path file = hub().file(HubServer.REPOSITORY, SAFE);
        assertEquals(file, hub("HF_ENDPOINT", "http://127.0.0.1:1").file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void saysThatAConnectionIsNotSecure() {
        String address = "https://127.0.0.1:" + server.server().port(); // where nobody speaks TLS
        assertMessage("no secure connection to 127.0.0.1: ", () -> hub("HF_ENDPOINT", address)
                .file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void asksAProxy() throws IOException {
        List<String> asked = new ArrayList<>();
        try (WebServer proxy = new WebServer((request, reply) -> {
            asked.add(request.path() + " " + request.header("proxy-authorization"));
            reply.all(502, new byte[0]);
        })) {
            assertMessage(
                    "hub.invalid failed (502)",
                    () -> hub(
                                    "HF_ENDPOINT", "http://hub.invalid",
                                    "http_proxy", "http://me:pass@127.0.0.1:" + proxy.port(),
                                    "no_proxy", "localhost,.example.org")
                            .file(HubServer.REPOSITORY, SAFE));
        }
        assertEquals("http://hub.invalid/timm/tiny.a1/resolve/main/model.safetensors Basic bWU6cGFzcw==", asked.get(0));
    }

    @Test
    void saysThatItCannotBeKept() throws IOException {
        Path file = Files.writeString(home.resolve("a file"), "x");
        assertMessage("cannot be kept in " + file + ": ", () -> hub("HF_HUB_CACHE", file.toString())
                .file(HubServer.REPOSITORY, SAFE));
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
        assertMessage("model.safetensors needs 900000000000000000 bytes, and only ", () -> hub()
                .file(HubServer.REPOSITORY, SAFE));
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

    @Test
    void processesShareADownload() throws Exception {
        Process[] processes = new Process[2];
        server.next((request, reply) -> {
            Thread.sleep(1_500); // both have begun by then
            reply.all(200, content);
        });
        for (int i = 0; i < 2; i++) {
            processes[i] = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), output);
        }
        assertEquals(2, server.server().count("HEAD"));
        assertEquals(1, server.downloads().size());
        assertArrayEquals(
                content,
                Files.readAllBytes(folder().resolve("snapshots").resolve(HubServer.COMMIT).resolve(SAFE)));
    }

    /** What the other process needs, wherever this one has it from. */
    private static String classPath() {
        return Stream.of(
                        HubTest.class, Hub.class, LoggerFactory.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    static String assertMessage(String part, Callable<?> work) {
        String message = assertThrows(JimmException.class, work::call).getMessage();
        assertTrue(message.contains(part), message);
        return message;
    }

    @Test
    void hexDigestsAreThoseOfGit() {
        // printf x | git hash-object --stdin
        assertEquals("c1b0730e0133447badcfd47fd144e254807b06e1", HubServer.git(new byte[] {'x'}));
    }
}
