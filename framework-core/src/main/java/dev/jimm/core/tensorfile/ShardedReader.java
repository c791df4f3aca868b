package dev.jimm.core.tensorfile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads safetensors files that belong together, through their index. */
final class ShardedReader {
    private ShardedReader() {}

    static TensorSource open(Path file) {
        ShardIndex index = ShardIndex.read(file);
        Map<String, SafetensorsReader> shards = new LinkedHashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        index.places().forEach((name, shard) -> {
            SafetensorsReader reader = shards.computeIfAbsent(shard, sibling -> open(file, sibling));
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

    private static SafetensorsReader open(Path index, String shard) {
        Path file = index.resolveSibling(shard);
        if (!Files.exists(file)) {
            throw Refusal.of(index, "its file '" + shard + "' is not beside it; copy or download it, too");
        }
        return SafetensorsReader.open(file);
    }
}
