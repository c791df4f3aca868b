package dev.jimm.core.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code state.json}, the part of a checkpoint that is not tensors. It names the files that are, with their
 * fingerprints, and ends with a {@link Seal} of itself.
 */
record StateFile(CheckpointInfo info, List<Group> groups, JsonNode state) {
    static final String NAME = "state.json";
    private static final int FORMAT = 1;
    private static final int LARGEST = 16 << 20;
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * A file of tensors.
     *
     * @param name without {@code .safetensors}
     */
    record Group(String name, Fingerprint written) {}

    /** Whether a name stays inside its folder and means the same on every system. */
    static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    byte[] toBytes() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("step", info.step());
        info.score().ifPresent(score -> root.put("metric", score.metric()).put("score", score.value()));
        ObjectNode files = root.putObject("files");
        for (Group group : groups) {
            Fingerprint written = group.written();
            files.putObject(group.name()).put("bytes", written.bytes()).put("sha256", written.sha256());
        }
        root.set("state", state);
        byte[] bytes = Seal.onto(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException(
                    "the state of a checkpoint has " + bytes.length + " bytes; at most " + LARGEST + " are allowed");
        }
        return bytes;
    }

    /**
     * Reads the file in a folder.
     *
     * @throws JimmException (DATA) when the folder has none, or one of a later format
     * @throws Damage when it is not as it was written
     */
    static StateFile read(Path folder) throws Damage {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new JimmException(
                    Category.DATA,
                    folder + ": this is no checkpoint: there is no " + NAME + " in it; name a folder that a run wrote");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw damage("has " + Files.size(file) + " bytes, at most " + LARGEST + " are allowed");
            }
            byte[] bytes = Files.readAllBytes(file);
            Seal seal = Seal.of(bytes);
            if (seal == Seal.BROKEN) {
                throw damage("holds other bytes than were written (its SHA-256 is another)");
            }
            JsonNode root = JSON.readTree(bytes);
            requireFormat(file, root.path("format"));
            if (seal == Seal.ABSENT) {
                throw damage("does not end with the SHA-256 of its bytes");
            }
            return parse(file, root);
        } catch (IOException e) {
            throw new Damage(NAME, "cannot be read: " + Reason.of(e), e);
        }
    }

    private static StateFile parse(Path file, JsonNode root) throws Damage {
        JsonNode step = root.path("step");
        JsonNode score = root.path("score");
        String metric = root.path("metric").asText();
        if (!step.isIntegralNumber()
                || !step.canConvertToLong()
                || step.longValue() < 0
                || !(score.isMissingNode() || score.isNumber())
                || !root.path("state").isObject()) {
            throw damage("lacks step, score or state, or has one of another kind");
        }
        // what a score without its metric says cannot be compared with any other
        Optional<Score> known =
                score.isNumber() && !metric.isBlank() ? Score.of(metric, score.doubleValue()) : Optional.empty();
        String name =
                file.toAbsolutePath().normalize().getParent().getFileName().toString();
        return new StateFile(
                new CheckpointInfo(name, step.longValue(), known), files(root.path("files")), root.get("state"));
    }

    private static void requireFormat(Path file, JsonNode format) throws Damage {
        if (!format.isInt() || format.intValue() < 1) {
            throw damage("has no format number");
        }
        if (format.intValue() > FORMAT) {
            throw new JimmException(
                    Category.DATA,
                    file + ": the checkpoint is of format " + format + " and this version of jimm reads formats up to "
                            + FORMAT + "; use the version that wrote it");
        }
    }

    private static List<Group> files(JsonNode files) throws Damage {
        List<Group> groups = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            JsonNode bytes = file.getValue().path("bytes");
            JsonNode sha256 = file.getValue().path("sha256");
            if (!isFileName(file.getKey()) || !bytes.canConvertToLong() || !sha256.isTextual()) {
                throw damage("has files without a plain name, bytes and sha256");
            }
            groups.add(new Group(file.getKey(), new Fingerprint(bytes.longValue(), sha256.textValue())));
        }
        return groups;
    }

    private static Damage damage(String problem) {
        return new Damage(NAME, problem, null);
    }
}
