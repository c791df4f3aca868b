package dev.jimm.core.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The index of safetensors files that belong together, as the Hugging Face hub has it for large models.
 *
 * @param file the index, a JSON file
 * @param places the name of the file beside the index that a tensor is in, by the tensor's name
 */
public record ShardIndex(Path file, Map<String, String> places) {
    /** How the name of an index ends; what stands before it is the name of the whole. */
    public static final String ENDING = ".index.json";

    /** No index that is larger is read, in bytes. */
    public static final long LARGEST = 1 << 25;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String MAP = "weight_map";
    private static final int MOST_SHARDS = 1000;

    /** What is a file's name and no path on every system. */
    private static final Pattern BESIDE = Pattern.compile("[^/\\\\:*?\"<>|]*[^/\\\\:*?\"<>|. ]");

    /** Whether a file's name is that of an index. */
    public static boolean isIndex(Path file) {
        return file.getFileName().toString().endsWith(ENDING);
    }

    /**
     * Reads an index. The files that it names need not be there.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when it is damaged, is no index, or names files that are not
     *     beside it
     */
    public static ShardIndex read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw Refusal.of(file, "this is a JSON file too large for an index; name a file of weights");
            }
            try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
                return new ShardIndex(file, places(file, json)).checked();
            }
        } catch (IOException e) {
            throw Refusal.damaged(file, "it begins as JSON and is none: " + Reason.of(e));
        }
    }

    /** The names of the files, each once, in the order in which they are first named. */
    public List<String> shards() {
        return places.values().stream().distinct().toList();
    }

    private ShardIndex checked() {
        if (places.isEmpty()) {
            throw Refusal.of(
                    file, "this is JSON without a '" + MAP + "', so no index of weights; name a file of weights");
        }
        if (shards().size() > MOST_SHARDS) {
            throw Refusal.damaged(file, "it names more than " + MOST_SHARDS + " files");
        }
        return this;
    }

    private static Map<String, String> places(Path file, JsonParser json) throws IOException {
        Map<String, String> places = new LinkedHashMap<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isMap = json.currentName().equals(MAP);
            JsonToken value = json.nextToken();
            if (isMap && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = Refusal.requireName(file, json.currentName());
                    places.put(name, shard(file, json.nextToken(), json.getText()));
                }
            } else {
                json.skipChildren();
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
            throw Refusal.damaged(file, "it begins as JSON and is none");
        }
        return places;
    }

    /** The files are beside the index; a name that leads elsewhere is refused. */
    private static String shard(Path file, JsonToken token, String name) {
        if (token != JsonToken.VALUE_STRING
                || !Refusal.isName(name)
                || !BESIDE.matcher(name).matches()) {
            throw Refusal.of(
                    file,
                    "it names files elsewhere than in its folder; only names of files beside it are followed:"
                            + " download it again from a source that you trust");
        }
        return name;
    }
}
