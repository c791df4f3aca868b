package dev.jimm.core.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.provider.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code provenance.json}: a list of the sessions that have made a run, since a resumed run was made by all of them.
 * Each is written when it starts, and completed by its {@code end} unless it is killed.
 */
public final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final ArrayNode sessions;
    private final ObjectNode session;
    private final Usage.Clock clock = new Usage.Clock();

    private SessionLog(Path file, ArrayNode sessions, ObjectNode session) {
        this.file = file;
        this.sessions = sessions;
        this.session = session;
    }

    /**
     * Adds a session to the file; makes the file when there is none.
     *
     * @throws JimmException (DATA) when the file is there and holds something else, or cannot be written
     */
    public static SessionLog start(Path file, Origins origins) {
        SessionLog log = new SessionLog(file, read(file), JSON.createObjectNode());
        log.session.put("started", Instant.now().toString());
        log.session.setAll((ObjectNode) JSON.valueToTree(Surroundings.here()));
        log.session.put("seed", origins.seed());
        log.session.put("data", origins.data());
        origins.weights().ifPresent(weights -> log.session.set("startsFrom", JSON.valueToTree(weights)));
        log.session.put("updatesBefore", origins.updates());
        log.session.set("plugins", JSON.valueToTree(used(origins.plugins())));
        log.session.set("configuration", configuration(origins));
        log.sessions.add(log.session);
        log.write();
        return log;
    }

    private static ArrayNode read(Path file) {
        try {
            if (!Files.exists(file)) {
                return JSON.createArrayNode();
            }
            if (JSON.readTree(file.toFile()) instanceof ArrayNode list) {
                return list;
            }
            throw unreadable(file, "it holds something else", null);
        } catch (IOException e) {
            throw unreadable(file, Reason.of(e), e);
        }
    }

    private static JimmException unreadable(Path file, String problem, Exception cause) {
        return new JimmException(
                Category.DATA,
                file + " cannot be read as a list of sessions: " + problem + "; move it away, then resume",
                cause);
    }

    private static JsonNode configuration(Origins origins) {
        try {
            return JSON.readTree(origins.configuration().root().render(ConfigRenderOptions.concise()));
        } catch (IOException e) {
            throw new IllegalStateException("a configuration renders itself as JSON", e);
        }
    }

    /** A plugin as it stands in the file. */
    private record Used(String name, String version, String jar, String sha256, List<String> parts) {}

    private static List<Used> used(Map<String, Plugin> byPart) {
        SortedMap<String, List<String>> parts = new TreeMap<>(byPart.keySet().stream()
                .collect(Collectors.groupingBy(part -> byPart.get(part).toString())));
        return parts.values().stream()
                .map(ofOne -> used(byPart.get(ofOne.get(0)), List.copyOf(new TreeSet<>(ofOne))))
                .toList();
    }

    private static Used used(Plugin plugin, List<String> parts) {
        Path jar = plugin.jar();
        return new Used(plugin.name(), plugin.version(), jar == null ? null : jar.toString(), digest(plugin), parts);
    }

    private static String digest(Plugin plugin) {
        if (plugin.sha256() != null || plugin.jar() == null) {
            return plugin.sha256();
        }
        try {
            return Fingerprint.of(plugin.jar()).sha256();
        } catch (IOException e) {
            LOG.warn("no digest of {}: {}", plugin.jar(), Reason.of(e));
            return null;
        }
    }

    /**
     * Tells how the session ended. That this cannot be written is logged and no more: the run's result does not depend
     * on it, and an error that ended the session must not be hidden by another.
     *
     * @param message of the error; {@code null} when there was none
     * @param updates made by this session and those before
     */
    public void end(Outcome outcome, String message, long updates) {
        ObjectNode end = session.putObject("end");
        end.put("ended", Instant.now().toString());
        end.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        end.put("message", message);
        end.put("updates", updates);
        end.setAll((ObjectNode) JSON.valueToTree(clock.read()));
        try {
            write();
        } catch (JimmException e) {
            LOG.warn("the end of the session is not noted: {}", e.getMessage());
        }
    }

    private void write() {
        AtomicFiles.write(file, out -> {
            out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(sessions));
            out.write('\n');
        });
    }
}
