package dev.jimm.core.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** {@code state.json}, the part of a checkpoint that is not tensors and that names the files that are. */
record StateFile(CheckpointInfo info, List<String> groups, JsonNode state) {
    static final String NAME = "state.json";
    private static final int FORMAT = 1;
    private static final int LARGEST = 16 << 20;
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Whether a name stays inside its folder and means the same on every system. */
    static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    byte[] toBytes() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("step", info.step());
        info.score().ifPresent(score -> root.put("score", score));
        groups.forEach(root.putArray("groups")::add);
        root.set("state", state);
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException(
                    "the state of a checkpoint has " + bytes.length + " bytes; at most " + LARGEST + " are allowed");
        }
        return bytes;
    }

    static StateFile read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new JimmException(
                    Category.DATA,
                    folder + ": this is no checkpoint: there is no " + NAME + " in it; name a folder that a run wrote");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw unusable(file, "it has " + Files.size(file) + " bytes, at most " + LARGEST + " are allowed");
            }
            return parse(file, folder.getFileName().toString(), JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw unusable(file, Reason.of(e));
        }
    }

    private static StateFile parse(Path file, String name, JsonNode root) {
        JsonNode format = root.path("format");
        if (!format.isInt()) {
            throw unusable(file, "it has no format number");
        }
        if (format.intValue() != FORMAT) {
            throw new JimmException(
                    Category.DATA,
                    file + ": the checkpoint is of format " + format + " and this version of jimm reads format "
                            + FORMAT + "; use the version that wrote it");
        }
        JsonNode step = root.path("step");
        JsonNode score = root.path("score");
        if (!step.isIntegralNumber()
                || !step.canConvertToLong()
                || step.longValue() < 0
                || !(score.isMissingNode() || score.isNumber())
                || !root.path("state").isObject()) {
            throw unusable(file, "step, score or state is missing or of another kind");
        }
        OptionalDouble value = score.isNumber() ? OptionalDouble.of(score.doubleValue()) : OptionalDouble.empty();
        return new StateFile(
                new CheckpointInfo(name, step.longValue(), value),
                groups(file, root.path("groups")),
                root.get("state"));
    }

    private static List<String> groups(Path file, JsonNode names) {
        List<String> groups = new ArrayList<>();
        for (JsonNode name : names) {
            groups.add(name.asText());
        }
        if (!names.isArray() || !groups.stream().allMatch(StateFile::isFileName)) {
            throw unusable(file, "its groups are no list of plain names");
        }
        return groups;
    }

    private static JimmException unusable(Path file, String problem) {
        return new JimmException(
                Category.DATA,
                file + ": this is no sound state of a checkpoint: " + problem
                        + "; use another checkpoint and delete this one");
    }
}
