package dev.jimm.core.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.tensorfile.SafetensorsReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An opened checkpoint: a folder with {@code state.json} and one safetensors file for each group of tensors.
 *
 * @param state what the run wrote about itself, as {@link CheckpointStore#write} was given it
 * @param groups the files, by the name of their group
 */
public record Checkpoint(Path folder, CheckpointInfo info, JsonNode state, Map<String, TensorFile> groups) {
    /**
     * Opens a checkpoint. Its state is compared, byte for byte, with what was written; a group of tensors is when it
     * is first asked for.
     *
     * @throws JimmException (DATA) when the folder is no checkpoint or its state is damaged
     */
    public static Checkpoint open(Path folder) {
        try {
            return read(folder);
        } catch (Damage e) {
            throw e.of(folder, Long.MAX_VALUE);
        }
    }

    static Checkpoint read(Path folder) throws Damage {
        StateFile file = StateFile.read(folder);
        Map<String, TensorFile> groups = new LinkedHashMap<>();
        for (StateFile.Group group : file.groups()) {
            groups.put(group.name(), new TensorFile(folder.resolve(fileName(group.name())), group.written()));
        }
        return new Checkpoint(folder, file.info(), file.state(), groups);
    }

    static String fileName(String group) {
        return group + ".safetensors";
    }

    /**
     * Compares all files with what was written, whether somebody asks for them or not.
     *
     * @throws JimmException (DATA) when one is damaged
     */
    public void requireSound() {
        groups.keySet().forEach(this::group);
    }

    /**
     * The tensors of a group.
     *
     * @throws JimmException (DATA) when the checkpoint has no such group, or it is damaged
     */
    public SafetensorsReader group(String name) {
        TensorFile group = groups.get(name);
        if (group == null) {
            throw new JimmException(
                    Category.DATA,
                    folder + ": the checkpoint has no tensors '" + name + "', it has " + groups.keySet()
                            + Nearest.hint(name, groups.keySet()));
        }
        try {
            return group.open();
        } catch (Damage e) {
            throw e.of(folder, info.step());
        }
    }
}
