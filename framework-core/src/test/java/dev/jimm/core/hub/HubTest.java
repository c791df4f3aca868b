package dev.jimm.core.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubTest extends HubTestCase {
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
                        "blobs/" + sha256,
                        "300000 bytes",
                        "blobs/" + git,
                        "{\"architecture\": \"tiny\"}\n",
                        "refs/main",
                        HubServer.COMMIT,
                        snapshot + "/" + SAFE,
                        "-> ../../blobs/" + sha256,
                        snapshot + "/config.json",
                        "-> ../../blobs/" + git),
                tree(folder()));
    }

    @Test
    void linksOfFoldersLeadBackToTheBlobs() throws IOException {
        server.with("onnx/small/model.txt", "x");
        Path file = hub().file(new Repository("timm/tiny.a1", "pr/1"), "onnx/small/model.txt");
        assertEquals("x", Files.readString(file));
        assertEquals(Path.of("../../../../blobs/" + HubServer.git(new byte[] {'x'})), Files.readSymbolicLink(file));
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
    void anotherCommitThanAskedForIsRefused() {
        Repository commit = new Repository("timm/tiny.a1", "f".repeat(40));
        server.nextHead((request, reply) -> reply.head(
                200,
                "X-Repo-Commit",
                HubServer.COMMIT,
                "ETag",
                HubServer.sha256(content),
                "Content-Length",
                String.valueOf(content.length)));
        assertMessage("the hub answers with commit " + HubServer.COMMIT, () -> hub().file(commit, SAFE));
        assertEquals(0, server.downloads().size());
    }

    @Test
    void aFileThatWasCutShortIsFetchedAgain() throws IOException {
        for (String disabled : List.of("0", "1")) {
            Path file = hub("HF_HUB_DISABLE_SYMLINKS", disabled).file(HubServer.REPOSITORY, SAFE);
            Files.write(file.toRealPath(), new byte[10]);
            assertEquals(file, hub("HF_HUB_DISABLE_SYMLINKS", disabled).file(HubServer.REPOSITORY, SAFE));
            assertArrayEquals(content, Files.readAllBytes(file));
        }
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
            server.nextHead((request, reply) -> reply.head(302, "Location", request.path(), "Content-Length", "0"));
        }
        assertMessage("sends on and on, more than 10 times", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void refusesToBeSentElsewhereThanTheWeb() {
        server.next((request, reply) -> reply.head(302, "Location", "file:///etc/passwd", "Content-Length", "0"));
        assertMessage("'file:///etc/passwd', where nothing", () -> hub().file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void saysWhyThereIsNoAccess() {
        server.nextHead((request, reply) -> reply.head(403, "X-Error-Code", "GatedRepo", "Content-Length", "0"));
        assertMessage(
                "timm/tiny.a1: is open only to those who accept its conditions: accept them at " + server.endpoint()
                        + "/timm/tiny.a1, then set HF_TOKEN to a token of your account",
                () -> hub().file(HubServer.REPOSITORY, SAFE));
        server.nextHead((request, reply) -> reply.head(403, "X-Error-Code", "GatedRepo", "Content-Length", "0"));
        String message = assertMessage(
                "use a token of an account that may read it",
                () -> hub("HF_TOKEN", "secret").file(HubServer.REPOSITORY, SAFE));
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
        assertMessage(
                "timm/tiny.a1@v1.1: it has no revision 'v1.1'; did you mean 'v1.0'?",
                () -> hub().file(Repository.parse("timm/tiny.a1@v1.1"), SAFE));
    }

    @Test
    void saysWhenItIsNoHub() {
        server.nextHead((request, reply) -> reply.all(200, "<html>".getBytes(StandardCharsets.UTF_8)));
        assertMessage("does not answer as a hub does (no X-Repo-Commit", () -> hub().file(HubServer.REPOSITORY, SAFE));
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
        assertMessage(
                "no secure connection to 127.0.0.1: ",
                () -> hub("HF_ENDPOINT", address).file(HubServer.REPOSITORY, SAFE));
    }

    @Test
    void saysThatAProxyDoesNotConnect() throws IOException {
        try (WebServer proxy = new WebServer(
                (request, reply) -> reply.all(407, new byte[0], "Proxy-Authenticate", "Basic realm=\"x\""))) {
            assertMessage(
                    "no connection to hub.invalid through the proxy: the proxy wants a name and a password",
                    () -> hub(
                                    "HF_ENDPOINT", "https://hub.invalid",
                                    "https_proxy", "http://127.0.0.1:" + proxy.port(),
                                    "no_proxy", "")
                            .file(HubServer.REPOSITORY, SAFE));
            assertEquals("CONNECT", proxy.requests().get(0).method());
        }
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
}
