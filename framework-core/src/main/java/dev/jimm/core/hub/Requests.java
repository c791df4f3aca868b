package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Asks servers, and follows where they send us; the token goes to the hub's own address and nowhere else. */
final class Requests {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubSettings settings;
    private final Patience patience;
    private final HttpClient client;

    Requests(HubSettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // large files gain nothing by HTTP/2, and proxies know this one
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect())
                .proxy(settings.proxies())
                .build();
    }

    /** The answer of whom we are sent to in the end. The caller closes its body. */
    HttpResponse<Body> get(URI address, Map<String, String> headers) throws TransientFailure, InterruptedException {
        return follow("GET", address, headers, true);
    }

    /**
     * The answer to HEAD of the last one that speaks for the hub: what it says of a file is in its headers, also when
     * it sends us to a store for the bytes.
     */
    HttpResponse<Body> head(URI address) throws TransientFailure, InterruptedException {
        return follow("HEAD", address, Map.of(), false);
    }

    private HttpResponse<Body> follow(String method, URI address, Map<String, String> headers, boolean elsewhere)
            throws TransientFailure, InterruptedException {
        URI now = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<Body> answer = send(method, now, headers);
            if (!isRedirect(answer)) {
                return answer;
            }
            URI next = target(now, answer.headers().firstValue("Location").orElse(""));
            if (!elsewhere && !isSameOrigin(next, now) && isOfHub(answer)) {
                return answer;
            }
            answer.body().close();
            now = next;
        }
        throw new JimmException(
                Category.DATA, shown(address) + " sends on and on, more than " + MOST_REDIRECTS + " times");
    }

    private static boolean isOfHub(HttpResponse<?> answer) {
        return answer.headers().firstValue("X-Repo-Commit").isPresent();
    }

    static boolean isRedirect(HttpResponse<?> answer) {
        return REDIRECTS.contains(answer.statusCode());
    }

    private static URI target(URI from, String location) {
        try {
            URI next = from.resolve(location);
            boolean downgraded = from.getScheme().equals("https") && !"https".equals(next.getScheme());
            if (!location.isEmpty() && isWeb(next) && !downgraded) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new JimmException(
                Category.DATA,
                shown(from) + " sends on to '" + SafeNames.shown(location.replaceAll("\\?.*", ""))
                        + "', where nothing is fetched from");
    }

    private HttpResponse<Body> send(String method, URI address, Map<String, String> headers)
            throws TransientFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "jimm")
                .header("Accept-Encoding", "identity"); // sizes and parts are those of the file itself
        headers.forEach(request::header);
        settings.proxies().login(address).ifPresent(login -> request.header("Proxy-Authorization", login));
        if (isSameOrigin(address, settings.endpoint())) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        CompletableFuture<HttpResponse<Body>> answer = client.sendAsync(request.build(), information -> new Body());
        try {
            long millis = patience.connect().plus(patience.answer()).toMillis();
            return fromServer(address, answer.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new TransientFailure(
                    shown(address) + " gives no answer within " + Body.seconds(patience.answer()), e);
        } catch (ExecutionException e) {
            throw failure(address, e.getCause());
        } finally {
            answer.cancel(true); // does nothing to one that came
        }
    }

    /** An answer without a body is that of a proxy which does not connect us: Java gives it in the server's place. */
    private static HttpResponse<Body> fromServer(URI address, HttpResponse<Body> answer) throws TransientFailure {
        if (answer.body() == null) {
            throw Answers.refused("no connection to " + address.getHost() + " through the proxy", answer);
        }
        return answer;
    }

    private static TransientFailure failure(URI address, Throwable cause) {
        String host = address.getHost();
        if (cause instanceof SSLException && !isCutOff(cause)) {
            throw new JimmException(
                    Category.DATA,
                    "no secure connection to " + host + ": " + cause.getMessage()
                            + "; where a proxy or a firewall opens connections, Java must be told its certificate"
                            + " (-Djavax.net.ssl.trustStore=FILE)",
                    cause);
        }
        if (cause instanceof ConnectException || cause instanceof HttpTimeoutException) {
            String reason = cause.getMessage() == null ? "unknown host, or no network" : cause.getMessage();
            return new TransientFailure("no connection to " + host + " (" + reason + ")", cause);
        }
        if (cause instanceof IOException) {
            return new TransientFailure("the connection to " + host + " broke off (" + cause.getMessage() + ")", cause);
        }
        throw new IllegalStateException(shown(address), cause);
    }

    /** A handshake that somebody ended may succeed next time; one that failed does not. */
    private static boolean isCutOff(Throwable failure) {
        return failure.getCause() instanceof EOFException || failure.getCause() instanceof SocketException;
    }

    static boolean isWeb(URI address) {
        return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                && address.getHost() != null
                && address.getUserInfo() == null;
    }

    static boolean isSameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    }

    /** An address for messages: what follows its question mark may be a secret. */
    static String shown(URI address) {
        String text = address.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
