package dev.jimm.core.hub;

import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.TensorFiles;
import dev.jimm.core.tensorfile.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository whose weights are in several files. */
class ShardsTest extends HubTestCase {
    private static final String INDEX = SAFE + ".index.json";
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final PretrainedConfig TAG = PretrainedConfig.of(Map.of("tag", "a1", "hf_hub_id", "timm/"));
    private static final String AT = "timm/tiny.a1@" + HubServer.COMMIT;

    private byte[] second;

    @BeforeEach
    void split() throws IOException {
        second = shard(2, "b", "c");
        server.without(SAFE)
                .with(INDEX, index("'a': '" + FIRST + "', 'b': '" + SECOND + "', 'c': '" + SECOND + "'"))
                .with(FIRST, shard(1, "a"))
                .with(SECOND, second)
                .with("pytorch_model.bin", "not this one");
    }

    private static String index(String places) {
        return ("{'metadata': {'total_size': 12}, 'weight_map': {" + places + "}}").replace('\'', '"');
    }

    private byte[] shard(float value, String... tensors) throws IOException {
        Path file = home.resolve("shard");
        SafetensorsWriter.write(
                file,
                List.of(tensors).stream()
                        .map(name -> floats(name, new long[] {1}, value))
                        .toList(),
                Map.of());
        return Files.readAllBytes(file);
    }

    private Path weights(String... environment) {
        return hub(environment).weights("tiny", TAG);
    }

    private Path snapshot() {
        return folder().resolve("snapshots").resolve(HubServer.COMMIT);
    }

    private List<String> asked() {
        return server.server().requests().stream()
                .map(request -> request.method() + " " + request.path().replaceAll("\\?.*|.*/timm/tiny.a1/", ""))
                .toList();
    }

    @Test
    void allFilesOfTheIndexComeAndAreOneSource() throws IOException {
        Path file = weights();
        assertEquals(snapshot().resolve(INDEX), file);
        assertEquals(List.of(file, snapshot().resolve(FIRST), snapshot().resolve(SECOND)), TensorFiles.parts(file));
        TensorSource source = TensorFiles.open(file);
        assertEquals(List.of("a", "b", "c"), source.names());
        assertArrayEquals(new float[] {1}, source.get("a").floats());
        assertArrayEquals(new float[] {2}, source.get("c").floats());
        assertEquals(Optional.of("read from 2 files"), source.note());
        assertEquals(HubServer.COMMIT, Files.readString(folder().resolve("refs/main")));
        String commit = "resolve/" + HubServer.COMMIT + "/";
        assertEquals(
                List.of(
                        "HEAD resolve/main/" + SAFE,
                        "HEAD resolve/main/" + INDEX,
                        "GET " + commit + INDEX,
                        "HEAD " + commit + FIRST,
                        "GET " + commit + FIRST,
                        "GET /store/" + FIRST,
                        "HEAD " + commit + SECOND,
                        "GET " + commit + SECOND,
                        "GET /store/" + SECOND),
                asked());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws IOException {
        Path file = weights();
        int asked = asked().size();
        assertEquals(file, weights());
        assertEquals(
                List.of("HEAD resolve/main/" + SAFE, "HEAD resolve/main/" + INDEX),
                asked().subList(asked, asked().size()));
        assertEquals(Optional.of(file), hub().cachedWeights("tiny", TAG));
        Files.delete(snapshot().resolve(FIRST).toRealPath());
        assertEquals(Optional.empty(), hub().cachedWeights("tiny", TAG));
        weights();
        assertEquals(3, server.downloads().size());
        assertEquals(Optional.of(file), hub().cachedWeights("tiny", TAG));
        Files.writeString(file.toRealPath(), "{");
        assertEquals(Optional.empty(), hub().cachedWeights("tiny", TAG));
    }

    @Test
    void oneFileGoesBeforeSeveral() {
        server.with(SAFE, content);
        assertEquals(snapshot().resolve(SAFE), weights());
        assertEquals(1, server.downloads().size());
    }

    @Test
    void aShardThatBrokeOffGoesOn() throws IOException {
        server.next(HubServer.sending(shard(1, "a"))).next(HubServer.cutting(second, 100));
        List<String> told = new ArrayList<>();
        DownloadListener listener = new DownloadListener() {
            @Override
            public void triesAgain(String file, String reason) {
                told.add("again " + file);
            }

            @Override
            public void ends(String file) {
                told.add("ends " + file);
            }
        };
        Path file = new Hub(HubSettings.of(server.environment(home)), listener, SHORT).weights("tiny", TAG);
        assertArrayEquals(second, Files.readAllBytes(file.resolveSibling(SECOND)));
        assertEquals(
                List.of(
                        "ends timm/tiny.a1: " + INDEX,
                        "ends timm/tiny.a1: " + FIRST,
                        "again timm/tiny.a1: " + SECOND,
                        "ends timm/tiny.a1: " + SECOND),
                told);
        assertEquals("bytes=100-", server.downloads().get(2).header("range"));
    }

    @Test
    void aShardOfOtherBytesIsRefused() throws IOException {
        byte[] other = second.clone();
        other[other.length - 1]++;
        server.next(HubServer.sending(shard(1, "a")))
                .next(HubServer.sending(other))
                .next(HubServer.sending(other));
        assertMessage("timm/tiny.a1: " + SECOND + ": its SHA-256 is " + HubServer.sha256(other), this::weights);
        assertFalse(Files.exists(snapshot().resolve(SECOND)));
    }

    @Test
    void aShardThatTheRepositoryLacksIsNamed() {
        server.without(SECOND);
        assertMessage(
                AT + ": it has no " + SECOND + ", which its index names; did you mean '" + FIRST + "'?", this::weights);
    }

    @Test
    void aTensorThatItsShardLacksIsNamed() {
        server.with(INDEX, index("'a': '" + FIRST + "', 'b': '" + FIRST + "'"));
        Path file = weights();
        assertMessage(
                "1 of its tensors are not in the file that it names: [b (" + FIRST + ")]",
                () -> TensorFiles.open(file));
    }

    @Test
    void offlineTheMissingShardsAreNamed() throws IOException {
        assertMessage(
                "timm/tiny.a1: " + SAFE + " or " + INDEX + " or pytorch_model.bin is not in the cache",
                () -> weights("HF_HUB_OFFLINE", "1"));
        Path file = weights();
        int asked = asked().size();
        assertEquals(file, weights("HF_HUB_OFFLINE", "1"));
        Files.delete(snapshot().resolve(SECOND));
        assertMessage(
                AT + ": " + SECOND + " is not in the cache (revision " + HubServer.COMMIT + " of " + folder()
                        + "), and HF_HUB_OFFLINE forbids to fetch it; unset HF_HUB_OFFLINE, or download it on another"
                        + " machine ('jimm models pull hf-hub:" + AT + "', or " + server.endpoint()
                        + "/timm/tiny.a1/resolve/" + HubServer.COMMIT + "/" + SECOND + ")",
                () -> weights("HF_HUB_OFFLINE", "1"));
        Files.delete(snapshot().resolve(FIRST));
        assertMessage(
                AT + ": " + FIRST + ", " + SECOND + " are not in the cache", () -> weights("HF_HUB_OFFLINE", "1"));
        assertEquals(asked, asked().size());
    }

    @Test
    void theCacheCountsAllOfThem() throws IOException {
        Path file = weights();
        long bytes = 0;
        for (Path part : TensorFiles.parts(file)) {
            bytes += Files.size(part);
        }
        CachedWeights cached = new CacheContents(HubSettings.of(server.environment(home)))
                .list()
                .get(0);
        assertEquals("timm/tiny.a1", cached.name());
        assertEquals(bytes + HubServer.COMMIT.length(), cached.bytes());
    }

    @Test
    void withoutLinksTheFilesAreInTheSnapshot() {
        Path file = weights("HF_HUB_DISABLE_SYMLINKS", "1");
        assertFalse(Files.isSymbolicLink(file.resolveSibling(FIRST)));
        assertEquals(List.of("a", "b", "c"), TensorFiles.open(file).names());
    }

    @Test
    void shardsOfAFolderAreInThatFolder() throws IOException {
        server.with("big/w.safetensors.index.json", index("'a': '" + FIRST + "'"))
                .with("big/" + FIRST, shard(7, "a"));
        PretrainedConfig tag =
                PretrainedConfig.of(Map.of("tag", "a1", "hf_hub_id", "timm/", "hf_hub_filename", "big/w.bin"));
        Path file = hub().weights("tiny", tag);
        assertEquals(snapshot().resolve("big/w.safetensors.index.json"), file);
        assertArrayEquals(new float[] {7}, TensorFiles.open(file).get("a").floats());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.safetensors",
                "/etc/passwd",
                "a/b.safetensors",
                "https://x.example/y.safetensors",
                "..",
                "a*",
                "a ",
                "con.safetensors"
            })
    void anIndexCannotLeadElsewhere(String shard) {
        server.with(INDEX, index("'a': '" + FIRST + "', 'b': '" + shard + "'"));
        assertThrows(JimmException.class, this::weights);
        assertTrue(
                asked().stream().noneMatch(path -> path.contains("etc") || path.contains("x.example")),
                () -> asked().toString());
        assertEquals(
                0,
                server.downloads().stream()
                        .filter(request -> !request.path().contains(FIRST))
                        .count());
    }

    @Test
    void aTensorInTwoFilesIsRefused() {
        server.with(INDEX, index("'a': '" + FIRST + "', 'a': '" + SECOND + "'"));
        assertMessage("Duplicate field 'a'", this::weights);
        assertEquals(0, server.downloads().size());
    }

    @Test
    void anIndexWhoseSizeIsToldLateIsNotRead() {
        server.with(INDEX, new byte[(32 << 20) + 1])
                .nextHead(ShardsTest::noFile)
                .nextHead((request, reply) -> reply.head(
                        302,
                        "X-Repo-Commit",
                        HubServer.COMMIT,
                        "ETag",
                        "\"" + "0".repeat(40) + "\"",
                        "Location",
                        "/elsewhere",
                        "Content-Length",
                        "0"));
        assertMessage("has 33554433 bytes; no file of this kind has more", this::weights);
        assertFalse(Files.exists(snapshot().resolve(INDEX)));
    }

    private static void noFile(WebServer.Request request, WebServer.Reply reply) throws IOException {
        reply.head(404, "X-Error-Code", "EntryNotFound", "X-Repo-Commit", HubServer.COMMIT, "Content-Length", "0");
    }

    @Test
    void anIndexIsNotLargerThanOneCanBe() {
        server.nextHead(ShardsTest::noFile)
                .nextHead((request, reply) -> reply.head(
                        200,
                        "X-Repo-Commit",
                        HubServer.COMMIT,
                        "ETag",
                        "\"" + HubServer.git(new byte[1]) + "\"",
                        "Content-Length",
                        String.valueOf(1L << 40)));
        assertMessage(
                "timm/tiny.a1: " + INDEX + " has 1099511627776 bytes; no file of this kind has more than 33554432",
                this::weights);
        assertTrue(asked().stream().noneMatch(path -> path.startsWith("GET")), () -> asked().toString());
    }
}
