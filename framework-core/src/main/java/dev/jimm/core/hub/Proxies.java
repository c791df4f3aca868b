package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies of the environment, by the variables that curl and Python read: {@code https_proxy}, {@code http_proxy},
 * {@code all_proxy} and {@code no_proxy}, in small or capital letters. Without them, those that Java was told of.
 */
public final class Proxies extends ProxySelector {
    private static final String EVERY = "all";
    private static final int HTTP_PORT = 80;

    private final Map<String, URI> byScheme;
    private final List<String> exceptions;

    private Proxies(Map<String, URI> byScheme, List<String> exceptions) {
        this.byScheme = byScheme;
        this.exceptions = exceptions;
    }

    /** @throws JimmException (CONFIGURATION) when a proxy is one that cannot be used */
    public static Proxies of(Map<String, String> environment) {
        Map<String, URI> byScheme = new HashMap<>();
        for (String scheme : List.of("http", "https", EVERY)) {
            text(environment, scheme + "_proxy").ifPresent(proxy -> byScheme.put(scheme, address(scheme, proxy)));
        }
        List<String> exceptions = text(environment, "no_proxy").stream()
                .flatMap(names -> Arrays.stream(names.split("[,\\s]+")))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith("*.") ? name.substring(2) : name)
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .filter(name -> !name.isEmpty())
                .toList();
        return new Proxies(byScheme, exceptions);
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private static URI address(String scheme, String text) {
        try {
            URI address = URI.create(text.contains("://") ? text : "http://" + text);
            if ("http".equals(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // told below; the value may hold a password and is not shown
        }
        throw new JimmException(
                Category.CONFIGURATION,
                "the proxy of the variable " + scheme + "_proxy cannot be used: http://HOST:PORT is what is known");
    }

    @Override
    public List<Proxy> select(URI target) {
        if (isException(target)) {
            return List.of(Proxy.NO_PROXY);
        }
        Optional<URI> proxy = proxy(target);
        if (proxy.isEmpty()) {
            ProxySelector java = ProxySelector.getDefault();
            return java == null ? List.of(Proxy.NO_PROXY) : java.select(target);
        }
        int port = proxy.get().getPort() < 0 ? HTTP_PORT : proxy.get().getPort();
        return List.of(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port)));
    }

    private Optional<URI> proxy(URI target) {
        return Stream.of(target.getScheme(), EVERY)
                .map(byScheme::get)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private boolean isException(URI target) {
        String host = target.getHost().toLowerCase(Locale.ROOT);
        return exceptions.stream()
                .anyMatch(name -> name.equals("*")
                        || host.equals(name)
                        || host.endsWith("." + name)
                        || (host + ":" + target.getPort()).equals(name));
    }

    /** What the proxy of an address wants to be told, when a name and a password stand in the proxy's own address. */
    Optional<String> login(URI target) {
        return Optional.of(target)
                .filter(address -> !isException(address))
                .flatMap(this::proxy)
                .map(URI::getUserInfo)
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
        // whoever asked is told by the exception
    }
}
