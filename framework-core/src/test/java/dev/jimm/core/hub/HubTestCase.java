package dev.jimm.core.hub;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub, a cache that is empty, and weights to fetch. */
@Timeout(300)
abstract class HubTestCase {
    static final String SAFE = "model.safetensors";
    /** Tries again at once, and stays with a server that has a busy machine. */
    static final Patience SHORT = new Patience(
            Duration.ofSeconds(60), Duration.ofSeconds(60), 3, Duration.ofMillis(10), Duration.ofMillis(1500));

    final byte[] content = pattern(300_000);

    @TempDir
    Path home;

    HubServer server;

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

    final Hub hub(String... environment) {
        return new Hub(HubSettings.of(server.environment(home, environment)), DownloadListener.NONE, SHORT);
    }

    final Path folder() {
        return home.resolve(".cache/huggingface/hub/models--timm--tiny.a1");
    }

    final Path partial() {
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

    static String assertMessage(String part, Callable<?> work) {
        String message = assertThrows(JimmException.class, work::call).getMessage();
        assertTrue(message.contains(part), message);
        return message;
    }
}
