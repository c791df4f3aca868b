package dev.jimm.core.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.ApiVersion;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.provider.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class SessionLogTest {
    @TempDir
    private Path folder;

    private Path file;
    private Path jar;
    private Origins origins;

    @BeforeEach
    void describe() throws IOException {
        file = folder.resolve("provenance.json");
        jar = Files.writeString(folder.resolve("models.jar"), "not really a jar");
        Plugin models = new Plugin("models", "1.2.3", jar, null);
        Plugin optimizers = new Plugin("optimizers", null, null, "abc");
        origins = new Origins(
                ConfigFactory.parseString("train { epochs = 3 }, name = small"),
                7,
                Map.of("model tiny", models, "optimizer sgd", optimizers, "scheduler cosine", models),
                "12 to train on",
                Optional.of(new StartingWeights("resnet18.a1_in1k", "model.safetensors", "beef")),
                40);
    }

    private JsonNode session(int index) throws IOException {
        return new ObjectMapper().readTree(file.toFile()).get(index);
    }

    @Test
    void aSessionTellsWhatItIsMadeWith() throws IOException {
        SessionLog.start(file, origins);
        JsonNode session = session(0);
        assertFalse(Instant.parse(session.get("started").textValue()).isAfter(Instant.now()));
        assertEquals(Engine.version(), session.get("engine").textValue());
        assertEquals(Engine.threads(), session.get("threads").intValue());
        assertEquals(ApiVersion.CURRENT, session.get("api").textValue());
        assertTrue(
                session.get("java").textValue().endsWith(System.getProperty("java.version")),
                session.get("java").textValue());
        assertEquals(
                Runtime.getRuntime().availableProcessors(),
                session.get("processors").intValue());
        for (String key : new String[] {"jimm", "system", "processor"}) {
            assertFalse(session.get(key).textValue().isBlank(), key);
        }
        assertTrue(session.get("javaOptions").isArray()
                && session.get("environment").isObject());
        assertTrue(session.get("memoryBytes").isNumber());
        assertEquals(7, session.get("seed").intValue());
        assertEquals("12 to train on", session.get("data").textValue());
        assertEquals(40, session.get("updatesBefore").intValue());
        assertEquals(3, session.at("/configuration/train/epochs").intValue());
        assertEquals(
                "{\"origin\":\"resnet18.a1_in1k\",\"file\":\"model.safetensors\",\"sha256\":\"beef\"}",
                session.get("startsFrom").toString());
        assertFalse(session.has("end"), "nobody knows yet");
    }

    @Test
    void pluginsComeWithTheirDigests() throws IOException {
        SessionLog.start(file, origins);
        JsonNode plugins = session(0).get("plugins");
        assertEquals(2, plugins.size());
        JsonNode models = StreamSupport.stream(plugins.spliterator(), false)
                .filter(plugin -> plugin.get("name").textValue().equals("models"))
                .findFirst()
                .orElseThrow();
        assertEquals("1.2.3", models.get("version").textValue());
        assertEquals(jar.toString(), models.get("jar").textValue());
        assertEquals(Fingerprint.of(jar).sha256(), models.get("sha256").textValue());
        assertEquals(
                "[\"model tiny\",\"scheduler cosine\"]", models.get("parts").toString());
        assertTrue(plugins.toString().contains("\"jar\":null,\"sha256\":\"abc\",\"parts\":[\"optimizer sgd\"]"));
    }

    @Test
    void everySessionStaysInTheFile() throws IOException {
        SessionLog.start(file, origins);
        SessionLog second = SessionLog.start(file, origins);
        byte[] some = new byte[1 << 20]; // that takes a moment of the processor
        for (int i = 0; i < 200; i++) {
            Fingerprint.of(Files.write(folder.resolve("some"), some));
        }
        second.end(Outcome.FAILED, "the disk is full", 55);
        SessionLog.start(file, origins).end(Outcome.FINISHED, null, 80);
        assertFalse(session(0).has("end"), "it was killed");
        JsonNode failed = session(1).get("end");
        assertEquals("failed", failed.get("outcome").textValue());
        assertEquals("the disk is full", failed.get("message").textValue());
        assertEquals(55, failed.get("updates").intValue());
        assertTrue(failed.get("wallSeconds").doubleValue() > 0, failed.toString());
        assertTrue(failed.get("cpuSeconds").doubleValue() > 0, failed.toString());
        assertTrue(failed.get("peakMemoryBytes").longValue() > 1 << 20, failed.toString());
        assertTrue(session(2).get("end").get("message").isNull());
        assertEquals("finished", session(2).at("/end/outcome").textValue());
    }

    @Test
    void aFileOfAnotherKindIsNotOverwritten() throws IOException {
        for (String text : new String[] {"{}", "[", ""}) {
            Files.writeString(file, text);
            JimmException failure = assertThrows(JimmException.class, () -> SessionLog.start(file, origins));
            assertEquals(Category.DATA, failure.category());
            String message = failure.getMessage();
            assertTrue(message.startsWith(file + " cannot be read as a list of sessions: "), message);
            assertTrue(message.endsWith("; move it away, then resume"), message);
            assertEquals(text, Files.readString(file));
        }
    }

    /** It must not take the place of the error that ended the session. */
    @Test
    void anEndThatCannotBeWrittenIsNoError() throws IOException {
        SessionLog log = SessionLog.start(file, origins);
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        log.end(Outcome.STOPPED, null, 41);
        assertTrue(Files.isDirectory(file));
    }
}
