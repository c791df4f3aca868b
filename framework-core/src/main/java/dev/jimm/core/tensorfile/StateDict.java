package dev.jimm.core.tensorfile;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the weights in what a checkpoint holds: they are all of it, or lie under a key that training programs use.
 *
 * @param key where they were found; empty when they are all
 * @param tensors by name
 */
record StateDict(String key, Map<String, TorchTensor> tensors) {
    /** Averaged weights go first, as in timm; "module" is DeepSpeed's. */
    private static final List<String> KEYS = List.of("state_dict_ema", "model_ema", "state_dict", "model", "module");

    private static final int DEEPEST = 3;
    private static final int MOST_SHOWN = 12;

    static StateDict find(Path file, Object checkpoint) {
        Map<?, ?> dict = dict(checkpoint)
                .orElseThrow(
                        () -> Refusal.of(file, "it holds no dict of tensors; save model.state_dict() with torch.save"));
        String key = "";
        for (int depth = 0; depth < DEEPEST; depth++) {
            Map<?, ?> outer = dict;
            Optional<String> inner = KEYS.stream()
                    .filter(known -> dict(outer.get(known)).isPresent())
                    .findFirst();
            if (inner.isEmpty()) {
                break;
            }
            dict = dict(outer.get(inner.get())).orElseThrow();
            key += (key.isEmpty() ? "" : ".") + inner.get();
        }
        Map<String, TorchTensor> tensors = tensors(file, dict);
        if (tensors.isEmpty()) {
            throw Refusal.of(
                    file,
                    "it holds no tensors" + (key.isEmpty() ? "" : " under '" + key + "'") + ", but " + shown(dict)
                            + "; weights are looked for under " + KEYS
                            + ". Save the dict of the weights alone with torch.save");
        }
        return new StateDict(key, tensors);
    }

    private static Optional<Map<?, ?>> dict(Object value) {
        return value instanceof Map<?, ?> map && !map.isEmpty() ? Optional.of(map) : Optional.empty();
    }

    /** What is no tensor, as an epoch's number, is left out. */
    private static Map<String, TorchTensor> tensors(Path file, Map<?, ?> dict) {
        Map<String, TorchTensor> tensors = new LinkedHashMap<>();
        dict.forEach((name, value) -> {
            if (name instanceof String text && value instanceof TorchTensor tensor) {
                tensors.put(Refusal.requireName(file, text), tensor);
            }
        });
        return tensors;
    }

    private static List<String> shown(Map<?, ?> dict) {
        return dict.keySet().stream()
                .map(String::valueOf)
                .filter(Refusal::isName)
                .limit(MOST_SHOWN)
                .toList();
    }
}
