package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where weights come from and where they are kept; the same variables as those of Python's huggingface_hub and torch.
 *
 * @param endpoint the hub, without a slash at its end
 * @param cache the folder that is shared with huggingface_hub
 * @param urlCache the folder that is shared with torch.hub, for files that are not on the hub
 * @param offline whether nothing may be asked of the network
 * @param token who asks, for repositories that are not open to everybody; sent to the endpoint only
 * @param links whether the cache may have symbolic links
 * @param proxies whom to ask instead of a host
 */
public record HubSettings(
        URI endpoint,
        Path cache,
        Path urlCache,
        boolean offline,
        Optional<String> token,
        boolean links,
        Proxies proxies) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final int LONGEST_TOKEN_FILE = 4096;

    /**
     * What a process's environment says.
     *
     * @throws JimmException (CONFIGURATION) when a variable's value is of no use
     */
    public static HubSettings of(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        Path caches = variables.path("XDG_CACHE_HOME").orElse(variables.home().resolve(".cache"));
        Path home = variables.path("HF_HOME").orElse(caches.resolve("huggingface"));
        Path cache = variables
                .path("HF_HUB_CACHE")
                .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
                .orElse(home.resolve("hub"));
        Path torch = variables.path("TORCH_HOME").orElse(caches.resolve("torch"));
        return new HubSettings(
                variables.endpoint(),
                cache.toAbsolutePath().normalize(),
                torch.resolve("hub").resolve("checkpoints").toAbsolutePath().normalize(),
                variables.isTrue("HF_HUB_OFFLINE"),
                variables.token(home),
                !variables.isTrue("HF_HUB_DISABLE_SYMLINKS"),
                Proxies.of(environment));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[endpoint=" + endpoint + ", cache=" + cache + ", urlCache=" + urlCache + ", offline="
                + offline + ", token=" + (token.isPresent() ? "given" : "none") + "]";
    }

    /** The values of an environment, read as Python reads them. */
    private record Variables(Map<String, String> environment) {
        Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        boolean isTrue(String name) {
            return text(name)
                    .map(value -> value.toUpperCase(Locale.ROOT))
                    .filter(TRUE::contains)
                    .isPresent();
        }

        Path home() {
            return Path.of(text("HOME").orElse(System.getProperty("user.home")));
        }

        Optional<Path> path(String name) {
            try {
                return text(name).map(this::expanded).map(Path::of);
            } catch (InvalidPathException e) {
                throw new JimmException(
                        Category.CONFIGURATION, "the variable " + name + " is no path: " + e.getMessage(), e);
            }
        }

        private String expanded(String path) {
            return path.equals("~") || path.startsWith("~/") ? home() + path.substring(1) : path;
        }

        URI endpoint() {
            String text = text("HF_ENDPOINT").orElse("https://huggingface.co").replaceAll("/+$", "");
            try {
                URI endpoint = URI.create(text);
                if (Requests.isWeb(endpoint)) {
                    return endpoint;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            throw new JimmException(
                    Category.CONFIGURATION,
                    "HF_ENDPOINT '" + SafeNames.shown(text) + "' is no address such as https://huggingface.co");
        }

        Optional<String> token(Path home) {
            Optional<String> given = text("HF_TOKEN").or(() -> text("HUGGING_FACE_HUB_TOKEN"));
            if (given.isPresent() || isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
                return given.map(token -> sendable(token, "HF_TOKEN"));
            }
            Path file = path("HF_TOKEN_PATH").orElse(home.resolve("token"));
            try {
                if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_TOKEN_FILE) {
                    return Optional.empty();
                }
                String token = Files.readString(file).strip();
                return token.isEmpty() ? Optional.empty() : Optional.of(sendable(token, file.toString()));
            } catch (IOException e) {
                throw new JimmException(
                        Category.CONFIGURATION, "the token in " + file + " cannot be read: " + Reason.of(e), e);
            }
        }

        /** A token is sent in a line of a request, and must not become two. */
        private static String sendable(String token, String where) {
            if (!token.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
                throw new JimmException(
                        Category.CONFIGURATION, "the token of " + where + " has characters that no token has");
            }
            return token;
        }
    }
}
