package dev.jimm.core.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads safetensors files that belong together, through the JSON file that says which tensor is in which of them. */
final class ShardedReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String MAP = "weight_map";
    private static final long LARGEST_INDEX = 1 << 25;
    private static final int MOST_SHARDS = 1000;

    private ShardedReader() {}

    static TensorSource open(Path file) {
        Map<String, String> places = places(file);
        Map<String, SafetensorsReader> shards = new LinkedHashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        places.forEach((name, shard) -> {
            SafetensorsReader reader = shards.computeIfAbsent(shard, sibling -> open(file, sibling, shards.size()));
            reader.find(name)
                    .ifPresentOrElse(tensor -> tensors.put(name, tensor), () -> missing.add(name + " (" + shard + ")"));
        });
        if (!missing.isEmpty()) {
            throw Refusal.of(
                    file,
                    missing.size() + " of its tensors are not in the file that it names: "
                            + missing.stream().limit(5).toList()
                            + "; the files are not of one model: copy or download all of them again");
        }
        return new TensorMap(file, tensors, Optional.of("read from " + shards.size() + " files"));
    }

    private static SafetensorsReader open(Path index, String shard, int opened) {
        if (opened >= MOST_SHARDS) {
            throw Refusal.damaged(index, "it names more than " + MOST_SHARDS + " files");
        }
        Path file = index.resolveSibling(shard);
        if (!Files.exists(file)) {
            throw Refusal.of(index, "its file '" + shard + "' is not beside it; copy or download it, too");
        }
        return SafetensorsReader.open(file);
    }

    private static Map<String, String> places(Path file) {
        try {
            if (Files.size(file) > LARGEST_INDEX) {
                throw Refusal.of(file, "this is a JSON file too large for an index; name a file of weights");
            }
            try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
                return places(file, json);
            }
        } catch (IOException e) {
            throw Refusal.damaged(file, "it begins as JSON and is none: " + Reason.of(e));
        }
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
        if (places.isEmpty()) {
            throw Refusal.of(
                    file, "this is JSON without a '" + MAP + "', so no index of weights; name a file of weights");
        }
        return places;
    }

    /** The files are beside the index; a name that leads elsewhere is refused. */
    private static String shard(Path file, JsonToken token, String name) {
        if (token != JsonToken.VALUE_STRING
                || !Refusal.isName(name)
                || !name.matches("[^/\\\\:]+")
                || name.matches("\\.+")) {
            throw Refusal.of(
                    file,
                    "it names files elsewhere than in its folder; only names of files beside it are followed:"
                            + " download it again from a source that you trust");
        }
        return name;
    }
}
