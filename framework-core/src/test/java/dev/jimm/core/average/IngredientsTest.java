package dev.jimm.core.average;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointInfo;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.TensorGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class IngredientsTest {
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private static ObjectNode state(String model, String held) {
        ObjectNode state = new ObjectMapper().createObjectNode();
        state.put("configuration", "{\"model\": {\"name\": \"" + model + "\"}}").put("data", held);
        state.putArray("classes").add("cat").add("dog");
        return state;
    }

    private Path write(String run, String name, long step, ObjectNode state) throws IOException {
        Path path = Files.createDirectories(folder.resolve(run));
        Files.writeString(path.resolve("run.conf"), "");
        SavedTensor weight = new SavedTensor(
                "weight",
                StoredType.F32,
                new long[] {1},
                () -> ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(step)
                        .flip());
        return new CheckpointStore(path.resolve("checkpoints"))
                .write(name, step, Optional.empty(), List.of(new TensorGroup("model", List.of(weight))), state);
    }

    private Path epoch(String run, int number) throws IOException {
        return write(run, CheckpointInfo.epochName(number), 10L * number, state("tiny", "held"));
    }

    private static String failure(Category category, Executable code) {
        JimmException failure = assertThrows(JimmException.class, code);
        assertEquals(category, failure.category());
        return failure.getMessage();
    }

    private List<String> opened(int last, Path... paths) {
        return Ingredients.open(List.of(paths), last).checkpoints().stream()
                .map(checkpoint -> folder.relativize(checkpoint.folder()).toString())
                .toList();
    }

    @Test
    void runsGiveTheCheckpointsOfTheirEpochs() throws IOException {
        for (int number = 1; number <= 3; number++) {
            epoch("a", number);
        }
        write("a", CheckpointInfo.recoveryName(35), 35, state("tiny", "held"));
        Path other = epoch("b", 7);
        Path a = folder.resolve("a");
        String in = "a/checkpoints/epoch-000";
        assertEquals(List.of(in + 1, in + 2, in + 3), opened(ALL, a));
        assertEquals(List.of("b/checkpoints/epoch-0007", in + 2, in + 3), opened(2, other, a));
        assertEquals(
                List.of(in + 3, in + 2),
                opened(2, a.resolve("checkpoints/epoch-0003"), folder.resolve("b/../a")),
                "none counts twice");
        assertEquals(
                List.of(in + 1, "a/checkpoints/step-00000035"),
                opened(1, a.resolve("checkpoints/epoch-0001"), a.resolve("checkpoints/step-00000035")));
    }

    @Test
    void oneAloneIsNoAverage() throws IOException {
        Path only = epoch("a", 1);
        assertEquals(
                "there is nothing to average: 1 checkpoint in [" + only + ", " + folder.resolve("a")
                        + "]; name a run with more of them (train.checkpoints.last keeps more), or further runs",
                failure(Category.DATA, () -> Ingredients.open(List.of(only, folder.resolve("a")), ALL)));
    }

    @Test
    void whatDoesNotGoTogetherIsToldAtOnce() throws IOException {
        Path first = epoch("a", 1);
        Path model = write("b", "epoch-0001", 1, state("tinier", "held"));
        ObjectNode classes = state("tiny", "held not");
        classes.putArray("classes").add("dog").add("cat");
        classes.putObject("preprocessing").put("height", 8);
        Path rest = write("c", "epoch-0001", 1, classes);
        assertEquals(
                "these cannot be averaged with " + first + ", they were trained with\n  " + model
                        + ": another model\n  " + rest
                        + ": other classes, another preprocessing, other data, or others held out of it",
                failure(Category.DATA, () -> Ingredients.open(List.of(first, model, rest), ALL)));
    }

    @Test
    void aDamagedOneIsNotAveraged() throws IOException {
        Path first = epoch("a", 1);
        Path second = epoch("a", 2);
        Files.writeString(second.resolve("model.safetensors"), "other");
        String message = failure(
                Category.DATA,
                () -> Ingredients.open(List.of(first, second), ALL)
                        .checkpoints()
                        .forEach(Checkpoint::requireSound));
        assertTrue(message.startsWith(second + ": damaged: model.safetensors has 5 bytes"), message);
    }

    @Test
    void theResultDisturbsNoRun() throws IOException {
        Path checkpoint = epoch("a", 1);
        Ingredients.requireFree(folder.resolve("soup"));
        assertEquals(
                checkpoint + " is there already; name a new folder",
                failure(Category.CONFIGURATION, () -> Ingredients.requireFree(checkpoint)));
        Ingredients.requireFree(folder.resolve("new/soups/first"));
        Path unnameable = folder.resolve("two words");
        assertTrue(failure(Category.DATA, () -> Ingredients.requireFree(unnameable))
                .startsWith("'two words' cannot name a checkpoint"));
        Path inFile = checkpoint.resolve("state.json/soup");
        assertTrue(failure(Category.DATA, () -> Ingredients.requireFree(inFile))
                .startsWith(inFile + ": the checkpoint cannot be written: "));
        Path inside = checkpoint.resolveSibling("soup");
        assertEquals(
                inside + " would lie in the run " + folder.resolve("a")
                        + ", which would take it for its own; name another folder",
                failure(Category.CONFIGURATION, () -> Ingredients.requireFree(inside)));
    }
}
