package dev.jimm.core.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * A hub with one repository, {@code timm/tiny.a1}, as huggingface.co answers: files that end in {@code .safetensors} or
 * {@code .bin} are in a store on another host, the others are sent by the hub itself.
 */
final class HubServer implements AutoCloseable {
    static final Repository REPOSITORY = new Repository("timm/tiny.a1", "main");
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final WebServer server;
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final Deque<WebServer.Handler> next = new ConcurrentLinkedDeque<>();
    private final Deque<WebServer.Handler> nextHead = new ConcurrentLinkedDeque<>();

    HubServer() throws IOException {
        server = new WebServer(this::answer);
    }

    HubServer with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    HubServer without(String name) {
        files.remove(name);
        return this;
    }

    HubServer with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What to do instead, the next time that somebody wants the bytes of a file. */
    HubServer next(WebServer.Handler handler) {
        next.add(handler);
        return this;
    }

    /** What to do instead, the next time that somebody asks about a file. */
    HubServer nextHead(WebServer.Handler handler) {
        nextHead.add(handler);
        return this;
    }

    URI endpoint() {
        return server.at("127.0.0.1");
    }

    WebServer server() {
        return server;
    }

    /** Requests for the bytes of files. */
    List<WebServer.Request> downloads() {
        return server.requests().stream()
                .filter(request -> request.path().startsWith("/store/"))
                .toList();
    }

    private void answer(WebServer.Request request, WebServer.Reply reply) throws Exception {
        String path = request.path().replaceAll("\\?.*", "");
        if (path.startsWith("/store/")) {
            WebServer.Handler handler = next.poll();
            byte[] content = files.get(path.substring("/store/".length()));
            (handler == null ? sending(content) : handler).answer(request, reply);
        } else if (path.startsWith("/api/")) {
            list(path, reply);
        } else if (request.method().equals("HEAD") && !nextHead.isEmpty()) {
            nextHead.poll().answer(request, reply);
        } else {
            resolve(path.split("/"), reply);
        }
    }

    private void list(String path, WebServer.Reply reply) throws IOException {
        String body = path.endsWith("/refs")
                ? "{\"branches\":[{\"name\":\"main\"}],\"tags\":[{\"name\":\"v1.0\"}]}"
                : files.keySet().stream()
                        .map(name -> "{\"rfilename\":\"" + name + "\"}")
                        .collect(Collectors.joining(",", "{\"siblings\":[", "]}"));
        reply.all(200, body.getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(String[] parts, WebServer.Reply reply) throws IOException {
        String repository = parts[1] + "/" + parts[2];
        String revision = URLDecoder.decode(parts[4], StandardCharsets.UTF_8);
        if (!repository.equals(REPOSITORY.id())) {
            reply.head(401, "X-Error-Code", "RepoNotFound", "Content-Length", "0");
            return;
        }
        if (!revision.equals("main") && !revision.equals(COMMIT) && !revision.equals("pr/1")) {
            reply.head(404, "X-Error-Code", "RevisionNotFound", "Content-Length", "0");
            return;
        }
        String name = String.join("/", List.of(parts).subList(5, parts.length));
        byte[] content = files.get(name);
        if (content == null) {
            reply.head(404, "X-Error-Code", "EntryNotFound", "X-Repo-Commit", COMMIT, "Content-Length", "0");
        } else if (name.endsWith(".safetensors") || name.endsWith(".bin")) {
            reply.head(
                    302,
                    "X-Repo-Commit",
                    COMMIT,
                    "X-Linked-Etag",
                    "\"" + sha256(content) + "\"",
                    "X-Linked-Size",
                    String.valueOf(content.length),
                    "ETag",
                    "\"of the link\"",
                    "Location",
                    server.at("localhost") + "/store/" + name + "?secret=1",
                    "Content-Length",
                    "0");
        } else {
            String etag = "\"" + git(content) + "\"";
            reply.head(200, "X-Repo-Commit", COMMIT, "ETag", etag, "Content-Length", String.valueOf(content.length))
                    .bytes(content, 0, content.length);
        }
    }

    /** What a good server does: the whole file, or the part that is asked for. */
    static WebServer.Handler sending(byte[] content) {
        return (request, reply) -> {
            String etag = "\"" + sha256(content) + "\"";
            String range = request.header("range");
            boolean same = request.header("if-range").isEmpty()
                    || request.header("if-range").equals(etag);
            if (range.isEmpty() || !same) {
                reply.all(200, content, "ETag", etag);
                return;
            }
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= content.length) {
                reply.all(416, new byte[0], "Content-Range", "bytes */" + content.length);
                return;
            }
            reply.head(
                            206,
                            "ETag",
                            etag,
                            "Content-Length",
                            String.valueOf(content.length - from),
                            "Content-Range",
                            "bytes " + from + "-" + (content.length - 1) + "/" + content.length)
                    .bytes(content, from, content.length);
        };
    }

    /** Breaks the connection off after so many bytes of the whole. */
    static WebServer.Handler cutting(byte[] content, int after) {
        return (request, reply) -> reply.head(
                        200, "ETag", "\"" + sha256(content) + "\"", "Content-Length", String.valueOf(content.length))
                .bytes(content, 0, after);
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static String git(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return digest("SHA-1", all);
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An environment in which this is the hub. */
    Map<String, String> environment(Path home, String... more) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "HOME", home.toString(),
                "HF_ENDPOINT", endpoint().toString(),
                "no_proxy", "*"));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Override
    public void close() {
        server.close();
    }
}
