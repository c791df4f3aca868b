package dev.jimm.core.tensorfile;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tensors that were found, by name. */
record TensorMap(Path file, Map<String, StoredTensor> tensors, Optional<String> note) implements TensorSource {
    /** What training wraps a model in names its tensors so: DistributedDataParallel and torch.compile. */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public Optional<StoredTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** The same without the prefixes of wrappers, where all names have them. */
    static TensorSource unwrapped(TensorSource source) {
        return WRAPPERS.stream()
                .filter(prefix ->
                        !source.names().isEmpty() && source.names().stream().allMatch(name -> name.startsWith(prefix)))
                .findFirst()
                .map(prefix -> unwrapped(without(prefix, source)))
                .orElse(source);
    }

    private static TensorMap without(String prefix, TensorSource source) {
        Map<String, StoredTensor> renamed = new LinkedHashMap<>();
        for (String name : source.names()) {
            String bare = name.substring(prefix.length());
            renamed.put(bare, source.get(name).renamed(bare));
        }
        String dropped = "without '" + prefix + "' before all names";
        return new TensorMap(
                source.file(),
                renamed,
                Optional.of(source.note().map(note -> note + ", " + dropped).orElse(dropped)));
    }
}
