package dev.jimm.core.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../x/y",
                "/etc",
                "a/b/c",
                "a//b",
                "a/..",
                "a\\b",
                "a/b--c",
                "a..b",
                "a/b.git",
                ".a/b",
                "a/b.",
                "a/-b-",
                "a/b c",
                "a/b\n",
                "a/b:c",
                "a/con",
                "a/ü",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b"
            })
    void namesOfRepositoriesCannotEscape(String id) {
        JimmException failure = assertThrows(JimmException.class, () -> new Repository(id, "main"));
        assertEquals(Category.CONFIGURATION, failure.category());
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/x",
                "..",
                ".",
                "a/../b",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "C:x",
                "a\0b",
                "a\u001bb",
                "nul",
                "a/LPT1.x",
                "a.",
                "a ",
                "a?b",
                "<a>"
            })
    void namesOfFilesAndRevisionsCannotEscape(String name) {
        assertThrows(JimmException.class, () -> new Repository("a/b", name));
        Hub hub = new Hub(HubSettings.of(Map.of("HOME", home.toString())), DownloadListener.NONE);
        JimmException failure = assertThrows(JimmException.class, () -> hub.file(Repository.parse("a/b"), name));
        assertEquals(Category.CONFIGURATION, failure.category());
        assertTrue(failure.getMessage().startsWith("the file of a/b '"), failure.getMessage());
    }

    @Test
    void readsWhatIsTyped() {
        assertEquals(new Repository("timm/resnet18.a1_in1k", "main"), Repository.parse("timm/resnet18.a1_in1k"));
        assertEquals(new Repository("a/b", "refs/pr/1"), Repository.parse("hf-hub:a/b@refs/pr/1"));
        assertEquals("a/b", Repository.parse("hf-hub:a/b@main").toString());
        assertEquals("gpt2@v1", Repository.parse("gpt2@v1").toString());
        assertEquals("models--a--b", Repository.parse("a/b").folder());
        assertFalse(Repository.isRepository("resnet50"));
    }

    @Test
    void foldersAreThoseOfPython() {
        HubSettings plain = HubSettings.of(Map.of("HOME", home.toString()));
        assertEquals(home.resolve(".cache/huggingface/hub"), plain.cache());
        assertEquals(home.resolve(".cache/torch/hub/checkpoints"), plain.urlCache());
        assertEquals(URI.create("https://huggingface.co"), plain.endpoint());
        assertFalse(plain.offline());
        HubSettings moved = HubSettings.of(Map.of(
                "HOME", home.toString(),
                "XDG_CACHE_HOME", "/x",
                "HF_ENDPOINT", "https://mirror.example/hub/",
                "HF_HUB_OFFLINE", "true"));
        assertEquals(Path.of("/x/huggingface/hub").toAbsolutePath(), moved.cache());
        assertEquals(Path.of("/x/torch/hub/checkpoints").toAbsolutePath(), moved.urlCache());
        assertEquals(URI.create("https://mirror.example/hub"), moved.endpoint());
        assertTrue(moved.offline());
        assertEquals(
                home.resolve("hf/hub"),
                HubSettings.of(Map.of("HOME", home.toString(), "HF_HOME", "~/hf"))
                        .cache());
        assertEquals(
                home.resolve("c"),
                HubSettings.of(Map.of("HF_HOME", "/y", "HF_HUB_CACHE", home + "/c", "HF_HUB_OFFLINE", "0"))
                        .cache());
    }

    @Test
    void theTokenIsFoundAndNeverShown() throws Exception {
        Path file = Files.writeString(home.resolve("token"), "hf_of_file\n");
        HubSettings settings = HubSettings.of(Map.of("HF_HOME", home.toString()));
        assertEquals("hf_of_file", settings.token().orElseThrow());
        assertFalse(settings.toString().contains("hf_of_file"));
        assertEquals(
                "hf_other",
                HubSettings.of(Map.of("HF_HOME", home.toString(), "HF_TOKEN", " hf_other "))
                        .token()
                        .orElseThrow());
        assertTrue(HubSettings.of(Map.of("HF_HOME", home.toString(), "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                .token()
                .isEmpty());
        Files.writeString(file, "a\r\nHost: b");
        JimmException failure =
                assertThrows(JimmException.class, () -> HubSettings.of(Map.of("HF_HOME", home.toString())));
        assertFalse(failure.getMessage().contains("Host"), failure.getMessage());
    }

    @Test
    void refusesAddressesThatAreNone() {
        for (String endpoint : new String[] {"huggingface.co", "file:///x", "https://", "https://a b", "https://u@h"}) {
            assertThrows(JimmException.class, () -> HubSettings.of(Map.of("HF_ENDPOINT", endpoint)), endpoint);
        }
        assertThrows(JimmException.class, () -> HubSettings.of(Map.of("https_proxy", "socks5://h:1")));
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() {
        Proxies proxies = Proxies.of(Map.of(
                "https_proxy", "proxy.example:3128",
                "HTTP_PROXY", "http://other.example",
                "no_proxy", "localhost, .intern.example,10.0.0.1:8080"));
        assertEquals("proxy.example:3128", proxy(proxies, "https://huggingface.co/x"));
        assertEquals("other.example:80", proxy(proxies, "http://huggingface.co/x"));
        assertEquals("none", proxy(proxies, "https://hub.intern.example/"));
        assertEquals("none", proxy(proxies, "https://intern.example/"));
        assertEquals("proxy.example:3128", proxy(proxies, "https://notintern.example/"));
        assertEquals("none", proxy(proxies, "http://10.0.0.1:8080/"));
        assertEquals("other.example:80", proxy(proxies, "http://10.0.0.1/"));
        assertEquals("none", proxy(Proxies.of(Map.of("all_proxy", "http://p:1", "NO_PROXY", "*")), "https://h/"));
        assertEquals("p:1", proxy(Proxies.of(Map.of("ALL_PROXY", "http://p:1")), "https://h/"));
    }

    private static String proxy(Proxies proxies, String target) {
        Proxy proxy = proxies.select(URI.create(target)).get(0);
        if (proxy.type() == Proxy.Type.DIRECT) {
            return "none";
        }
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return address.getHostString() + ":" + address.getPort();
    }
}
