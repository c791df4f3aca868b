package dev.jimm.core.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
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
     * Opens a checkpoint and compares all of its files, byte for byte, with what was written.
     *
     * @throws JimmException (DATA) when the folder is no checkpoint or one of its files is damaged
     */
    public static Checkpoint open(Path folder) {
        StateFile file = stateFile(folder);
        try {
            Map<String, SafetensorsReader> groups = new LinkedHashMap<>();
            for (StateFile.Group group : file.groups()) {
                groups.put(group.name(), open(folder.resolve(fileName(group.name())), group.written()));
            }
            return new Checkpoint(folder, file.info(), file.state(), groups);
        } catch (Damage e) {
            throw e.of(folder, file.info().step());
        }
    }

    private static StateFile stateFile(Path folder) {
        try {
            return StateFile.read(folder);
        } catch (Damage e) {
            throw e.of(folder, Long.MAX_VALUE);
        }
    }

    private static SafetensorsReader open(Path file, Fingerprint written) throws Damage {
        String name = file.getFileName().toString();
        if (!Files.exists(file)) {
            throw new Damage(name, "is missing", null);
        }
        requireSame(written, file, name);
        return SafetensorsReader.open(file);
    }

    private static void requireSame(Fingerprint written, Path file, String name) throws Damage {
        try {
            long size = Files.size(file);
            if (size != written.bytes()) {
                throw new Damage(name, "has " + size + " bytes, " + written.bytes() + " were written", null);
            }
            if (!Fingerprint.of(file).equals(written)) {
                throw new Damage(name, "holds other bytes than were written (its SHA-256 is another)", null);
            }
        } catch (IOException e) {
            throw new Damage(name, "cannot be read: " + Reason.of(e), e);
        }
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
