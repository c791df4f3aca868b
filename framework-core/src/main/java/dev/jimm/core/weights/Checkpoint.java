package dev.jimm.core.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An opened checkpoint: a folder with {@code state.json} and one safetensors file for each group of tensors.
 *
 * @param state what the run wrote about itself, as {@link CheckpointStore#write} was given it
 * @param groups the files, by the name of their group
 */
public record Checkpoint(Path folder, CheckpointInfo info, JsonNode state, Map<String, SafetensorsReader> groups) {
    /**
     * Opens a checkpoint and checks all of its files.
     *
     * @throws JimmException (DATA) when the folder is no checkpoint or one of its files is damaged
     */
    public static Checkpoint open(Path folder) {
        StateFile file = StateFile.read(folder);
        Map<String, SafetensorsReader> groups = new LinkedHashMap<>();
        for (String group : file.groups()) {
            groups.put(group, SafetensorsReader.open(folder.resolve(fileName(group))));
        }
        return new Checkpoint(folder, file.info(), file.state(), groups);
    }

    static String fileName(String group) {
        return group + ".safetensors";
    }

    /**
     * The tensors of a group.
     *
     * @throws JimmException (DATA) when the checkpoint has no such group
     */
    public SafetensorsReader group(String name) {
        SafetensorsReader group = groups.get(name);
        if (group == null) {
            throw new JimmException(
                    Category.DATA,
                    folder + ": the checkpoint has no tensors '" + name + "', it has " + groups.keySet()
                            + Nearest.hint(name, groups.keySet()));
        }
        return group;
    }
}
