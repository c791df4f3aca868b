package dev.jimm.core.hub;

import static dev.jimm.core.hub.HubTestCase.SAFE;
import static dev.jimm.core.hub.HubTestCase.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.WeightsOrigin.AtAddress;
import dev.jimm.core.hub.WeightsOrigin.Nowhere;
import dev.jimm.core.hub.WeightsOrigin.OnDisk;
import dev.jimm.core.hub.WeightsOrigin.OnHub;
import dev.jimm.core.model.PretrainedConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WeightsTest {
    private static final String INDEX = SAFE + ".index.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] content = HubTestCase.pattern(5_000);

    @TempDir
    private Path home;

    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer().with(SAFE, content);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Hub hub(String... environment) {
        return new Hub(HubSettings.of(server.environment(home, environment)), DownloadListener.NONE, HubTestCase.SHORT);
    }

    private static PretrainedConfig tag(String json) throws IOException {
        return PretrainedConfig.of(
                JSON.readValue(json.replace('\'', '"'), new TypeReference<Map<String, Object>>() {}));
    }

    private static Path url(Hub hub, URI address) throws IOException {
        return hub.weights("tiny", tag("{'url': '" + address + "'}"));
    }

    private static WeightsOrigin origin(String json) throws IOException {
        return WeightsOrigin.of("tiny", tag(json));
    }

    private static OnHub onHub(String id, String... files) {
        return new OnHub(Repository.parse(id), List.of(files));
    }

    @Test
    void theHubGoesBeforeAnAddress() throws IOException {
        String usual = "pytorch_model.bin";
        assertEquals(
                onHub("timm/tiny.a1", SAFE, INDEX, usual),
                origin("{'tag': 'a1', 'hf_hub_id': 'timm/', 'url': 'https://x.example/tiny.pth'}"));
        assertEquals(onHub("timm/tiny", SAFE, INDEX, usual), origin("{'hf_hub_id': 'timm/'}"));
        assertEquals(onHub("me/mine@v2", SAFE, INDEX, usual), origin("{'tag': 'a1', 'hf_hub_id': 'me/mine@v2'}"));
        assertEquals(
                new AtAddress(URI.create("https://x.example/tiny.pth")),
                origin("{'hf_hub_id': '', 'url': 'https://x.example/tiny.pth'}"));
        assertEquals(new Nowhere(), origin("{'url': ''}"));
    }

    @Test
    void aSourceAndAFileGoFirst() throws IOException {
        assertEquals(new OnDisk(Path.of("w.pth")), origin("{'hf_hub_id': 'timm/', 'file': 'w.pth'}"));
        assertEquals(
                onHub("a/b", SAFE, INDEX, "pytorch_model.bin"),
                origin("{'hf_hub_id': 'a/b', 'file': 'w.pth', 'source': 'hf-hub'}"));
        assertEquals(new Nowhere(), origin("{'hf_hub_id': 'a/b', 'source': 'local-dir'}"));
        assertEquals(new Nowhere(), origin("{'url': 'https://x.example/tiny.pth', 'source': 'hf-hub'}"));
    }

    @Test
    void filesAreThoseOfTimm() throws IOException {
        String clip = "open_clip_pytorch_model.bin";
        assertEquals(
                onHub("a/b", "open_clip_model.safetensors", "open_clip_model.safetensors.index.json", clip),
                origin("{'hf_hub_id': 'a/b', 'hf_hub_filename': '" + clip + "'}"));
        assertEquals(
                onHub("a/b", "x/w.safetensors", "x/w.safetensors.index.json", "x/w.bin"),
                origin("{'hf_hub_id': 'a/b', 'hf_hub_filename': 'x/w.bin'}"));
        assertEquals(
                onHub("a/b", "w.pth"), origin("{'hf_hub_id': 'a/b', 'hf_hub_filename': 'w.pth', 'custom_load': true}"));
        assertEquals(
                onHub("a/b", "w.bin"), origin("{'hf_hub_id': 'a/b', 'hf_hub_filename': 'w.bin', 'custom_load': 'hf'}"));
        assertThrows(JimmException.class, () -> origin("{'hf_hub_id': 'a/b', 'hf_hub_filename': '../w.bin'}"));
        assertThrows(JimmException.class, () -> origin("{'url': 'file:///etc/passwd'}"));
        assertThrows(JimmException.class, () -> origin("{'url': 'https://x.example/folder/'}"));
        assertEquals("true", tag("{'custom_load': true}").customLoad());
        assertFalse(tag("{'hf_hub_id': '', 'custom_load': false}").hasWeights());
    }

    @Test
    void weightsOfATagAreFetchedAndFound() throws IOException {
        PretrainedConfig tag = tag("{'tag': 'a1', 'hf_hub_id': 'timm/'}");
        assertEquals(Optional.empty(), hub().cachedWeights("tiny", tag));
        assertEquals(List.of(), server.server().requests());
        Path file = hub().weights("tiny", tag);
        assertArrayEquals(content, Files.readAllBytes(file));
        assertEquals(Optional.of(file), hub().cachedWeights("tiny", tag));
        assertMessage(
                "nobody offers weights of tiny.a1; 'jimm models --pretrained' lists",
                () -> hub().weights("tiny", tag("{'tag': 'a1'}")));
    }

    @Test
    void withoutSafetensorsTheOtherFileIsTaken() throws IOException {
        try (HubServer old = new HubServer().with("pytorch_model.bin", content)) {
            Hub hub = new Hub(HubSettings.of(old.environment(home)), DownloadListener.NONE);
            Path file = hub.weights("tiny", tag("{'tag': 'a1', 'hf_hub_id': 'timm/'}"));
            assertEquals("pytorch_model.bin", file.getFileName().toString());
        }
    }

    @Test
    void weightsOnDiskAreFound() throws IOException {
        Path folder = Files.createDirectory(home.resolve("saved"));
        String tag = "{'file': '" + folder + "', 'source': 'local-dir'}";
        assertMessage(folder + ": this folder has none of [model.safetensors,", () -> hub().weights("tiny", tag(tag)));
        assertMessage(
                home.resolve("gone") + ": the weights of tiny should be there; it is neither a file nor a folder",
                () -> hub().weights("tiny", tag("{'file': '" + home.resolve("gone") + "'}")));
        Files.writeString(folder.resolve("pytorch_model.bin"), "x");
        Path safe = Files.writeString(folder.resolve(SAFE), "x");
        assertEquals(safe, hub().weights("tiny", tag(tag)));
    }

    private URI address(String name) {
        return server.server().at("127.0.0.1").resolve("/store/" + name);
    }

    private Path checkpoints() {
        return home.resolve(".cache/torch/hub/checkpoints");
    }

    @Test
    void filesOfAddressesAreKeptWhereTorchDoes() throws IOException {
        String name = "tiny-" + HubServer.sha256(content).substring(0, 8) + ".pth";
        server.with(name, content);
        server.next(HubServer.cutting(content, 2_000));
        assertEquals(checkpoints().resolve(name), url(hub("HF_TOKEN", "t"), address(name)));
        assertArrayEquals(content, Files.readAllBytes(checkpoints().resolve(name)));
        assertEquals("bytes=2000-", server.downloads().get(1).header("range"));
        url(hub(), address(name));
        assertEquals(2, server.downloads().size());
    }

    @Test
    void theDigitsOfAFilesNameAreChecked() {
        server.with("tiny-00000000.pth", content);
        assertMessage(
                "tiny-00000000.pth: its SHA-256 is " + HubServer.sha256(content) + ", not 00000000..., twice",
                () -> url(hub(), address("tiny-00000000.pth")));
        assertFalse(Files.exists(checkpoints().resolve("tiny-00000000.pth")));
        assertFalse(Files.exists(checkpoints().resolve("tiny-00000000.pth.incomplete")));
    }

    @Test
    void whatIsNotCheckedBeginsAnew() throws IOException {
        server.with("tiny.pth", content);
        for (int i = 0; i < HubTestCase.SHORT.attempts(); i++) {
            server.next(HubServer.cutting(content, 2_000));
        }
        assertMessage("3 times in a row", () -> url(hub(), address("tiny.pth")));
        assertArrayEquals(content, Files.readAllBytes(url(hub(), address("tiny.pth"))));
        assertEquals("", server.downloads().get(1).header("range"));
        assertEquals("", server.downloads().get(3).header("range"));
    }

    @Test
    void saysWhatIsMissing() {
        server.next((request, reply) -> reply.all(404, new byte[0]));
        assertMessage("tiny.pth: there is no " + address("tiny.pth"), () -> url(hub(), address("tiny.pth?key=secret")));
        assertMessage(
                "tiny.pth is not in " + checkpoints() + ", and HF_HUB_OFFLINE forbids to fetch it",
                () -> url(hub("HF_HUB_OFFLINE", "1"), address("tiny.pth")));
        assertThrows(JimmException.class, () -> url(hub(), address("%2e%2e")));
        assertThrows(JimmException.class, () -> url(hub(), address("a%5Cb")));
        assertThrows(JimmException.class, () -> url(hub(), URI.create("ftp://x.example/tiny.pth")));
    }

    @Test
    void readsTheConfigurationOfAModel() throws IOException {
        server.with("config.json", """
            {"architecture": "tiny", "num_classes": 2, "label_names": ["cat", "dog"],
             "label_descriptions": {"cat": "meows"}, "model_args": {"img_size": 32, "act_layer": "silu"}, "other": 1,
             "pretrained_cfg": {"tag": "b7", "num_classes": 1000, "input_size": [3, 32, 32], "license": "mit",
                                "url": "https://x.example/y.pth", "hf_hub_id": "timm/", "pool_size": [7, 7]}}
            """);
        HubConfig config = hub().config(HubServer.REPOSITORY);
        assertArrayEquals(content, Files.readAllBytes(hub().weights(config)));
        assertEquals("timm/tiny.a1", config.place());
        assertEquals("tiny", config.architecture());
        assertEquals(2, config.config().classes());
        assertEquals(List.of(3, 32, 32), config.config().inputSize());
        assertEquals("mit", config.config().license());
        assertEquals(List.of("cat", "dog"), config.config().labelNames());
        assertEquals(Map.of("cat", "meows"), config.config().labelDescriptions());
        assertEquals(
                Map.of("img_size", 32, "act_layer", "silu"), config.config().modelArgs());
    }

    @Test
    void readsOldConfigurations() throws IOException {
        server.with("config.json", """
            {"architecture": "tiny", "num_classes": 3, "labels": {"0": "cat", "2": "dog", "1": "owl"}, "crop_pct": 0.9}
            """);
        HubConfig config = hub().config(HubServer.REPOSITORY);
        assertEquals(3, config.config().classes());
        assertEquals(0.9, config.config().cropFraction());
        assertEquals(List.of("cat", "owl", "dog"), config.config().labelNames());
    }

    @Test
    void namesOfSomeClassesOnlyAreLeftOut() throws IOException {
        server.with("config.json", "{\"architecture\": \"tiny\", \"labels\": {\"0\": \"cat\", \"2\": \"dog\"}}");
        assertEquals(List.of(), hub().config(HubServer.REPOSITORY).config().labelNames());
    }

    @Test
    void whatAConfigurationSaysCannotCommandATerminal() {
        server.with(
                "config.json",
                "{\"architecture\": \"tiny\", \"label_names\": [\"a\\u001b[2Jb\"],"
                        + " \"label_descriptions\": {\"a\\u001b[2Jb\": \"x\\u0007y\", \"n\": 3},"
                        + " \"pretrained_cfg\": {\"license\": \"mit\\u009b2J\"}}");
        HubConfig config = hub().config(HubServer.REPOSITORY);
        assertEquals(List.of("a?[2Jb"), config.config().labelNames());
        assertEquals(Map.of("a?[2Jb", "x?y"), config.config().labelDescriptions());
        assertEquals("mit?2J", config.config().license());
    }

    @Test
    void refusesConfigurationsOfOthers() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{\"model_type\": \"bert\"}",
                        "it names no architecture",
                        "[1]",
                        "it names no architecture",
                        "",
                        "it names no architecture",
                        "{\"architecture\": ",
                        "Unexpected end-of-input",
                        "{\"architecture\": \"tiny\", \"label_names\": {\"x\": \"y\"}}",
                        "the key 'x', no index",
                        "{\"architecture\": \"tiny\", \"pretrained_cfg\": {\"input_size\": [1]}}",
                        "input_size must be",
                        "{\"a\":".repeat(2000),
                        "nesting depth")
                .entrySet()) {
            server.with("config.json", wrong.getKey());
            Path cache = home.resolve(String.valueOf(wrong.getKey().hashCode()));
            String message = assertMessage(
                    wrong.getValue(),
                    () -> hub("HF_HUB_CACHE", cache.toString()).config(HubServer.REPOSITORY));
            assertTrue(message.contains("(timm/tiny.a1): is no config.json of timm: "), message);
        }
    }

    @Test
    void listsAndRemovesWhatIsThere() throws IOException {
        CacheContents cache = new CacheContents(HubSettings.of(server.environment(home)));
        assertEquals(List.of(), cache.list());
        server.with("tiny.pth", content);
        hub().file(HubServer.REPOSITORY, SAFE);
        url(hub(), address("tiny.pth"));
        Path folder = home.resolve(".cache/huggingface/hub");
        Path old = Files.createDirectories(folder.resolve("models--timm--tiny.a1/snapshots/" + "f".repeat(40)));
        Path elsewhere = Files.writeString(home.resolve("elsewhere"), "x");
        Files.createSymbolicLink(old.resolve("link"), elsewhere);
        Files.createDirectories(folder.resolve("datasets--a--b"));

        List<CachedWeights> all = cache.list();
        assertEquals(
                List.of("timm/tiny.a1", "tiny.pth"),
                all.stream().map(CachedWeights::name).toList());
        assertEquals(List.of("main", "f".repeat(40)), all.get(0).revisions());
        assertEquals(content.length + HubServer.COMMIT.length(), all.get(0).bytes());
        assertEquals(content.length, all.get(1).bytes());
        assertTrue(all.get(0)
                .lastUse()
                .isAfter(Files.getLastModifiedTime(home).toInstant().minusSeconds(60)));

        assertEquals(Optional.empty(), cache.remove("../.."));
        assertEquals("timm/tiny.a1", cache.remove("timm/tiny.a1").orElseThrow().name());
        assertEquals(
                checkpoints().resolve("tiny.pth"),
                cache.remove("tiny.pth").orElseThrow().path());
        assertEquals(List.of(), cache.list());
        assertTrue(Files.exists(elsewhere));
        assertTrue(Files.exists(folder.resolve("datasets--a--b")));
        assertTrue(Files.exists(folder.resolve(".locks/models--timm--tiny.a1")));
    }
}
