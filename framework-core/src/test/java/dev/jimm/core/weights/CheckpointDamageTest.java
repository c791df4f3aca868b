package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the files of a checkpoint, nobody goes on with other bytes than were written. */
class CheckpointDamageTest {
    @TempDir
    Path folder;

    private CheckpointStore store;
    private Path second;

    @BeforeEach
    void writeTwo() {
        store = new CheckpointStore(folder);
        write(1);
        second = write(2);
    }

    private Path write(int epoch) {
        return store.write(
                CheckpointInfo.epochName(epoch),
                10L * epoch,
                Score.of("top1", 0.5),
                List.of(
                        new TensorGroup("model", List.of(floats("fc.weight", new long[] {2}, epoch, -epoch))),
                        new TensorGroup("optimizer", List.of(floats("fc.weight/exp_avg", new long[] {1}, epoch)))),
                new ObjectMapper().createObjectNode().put("epoch", epoch));
    }

    private String toGoOn() {
        return "; delete the folder " + second + " to go on from the checkpoint epoch-0001 (step 10)";
    }

    /** Every byte in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"state.json", "model.safetensors", "optimizer.safetensors"})
    void aChangedByteIsFound(String name) throws Exception {
        Path file = second.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            for (int changed : new int[] {sound[at] ^ 3, ~sound[at]}) {
                byte[] bytes = sound.clone();
                bytes[at] = (byte) changed;
                Files.write(file, bytes);
                String message = failure(() -> Checkpoint.open(second).requireSound());
                assertTrue(message.startsWith(second + ": damaged: " + name + " "), at + ": " + message);
                assertTrue(message.endsWith(toGoOn()), at + ": " + message);
            }
        }
        Files.write(file, sound);
        assertEquals("epoch-0002", store.last().orElseThrow().info().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "model.safetensors", "optimizer.safetensors"})
    void aShortenedOrLongerFileIsFound(String name) throws Exception {
        Path file = second.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        for (int length = 0; length <= sound.length + 1; length++) {
            if (length != sound.length) {
                Files.write(file, Arrays.copyOf(sound, length));
                String message = failure(() -> Checkpoint.open(second).requireSound());
                assertTrue(message.startsWith(second + ": damaged: " + name + " "), length + ": " + message);
                assertTrue(message.endsWith(toGoOn()), length + ": " + message);
            }
        }
    }

    @Test
    void theMessagesTellWhatIsWrong() throws Exception {
        Path model = second.resolve("model.safetensors");
        byte[] sound = Files.readAllBytes(model);
        byte[] changed = sound.clone();
        changed[sound.length - 1]++;
        Files.write(model, changed);
        assertEquals(
                second + ": damaged: model.safetensors holds other bytes than were written (its SHA-256 is another)"
                        + toGoOn(),
                failure(() -> store.read("epoch-0002").requireSound()));
        Files.write(model, Arrays.copyOf(sound, sound.length - 1));
        assertEquals(
                second + ": damaged: model.safetensors has " + (sound.length - 1) + " bytes, " + sound.length
                        + " were written" + toGoOn(),
                failure(() -> store.read("epoch-0002").requireSound()));
        Files.delete(model);
        assertEquals(
                second + ": damaged: model.safetensors is missing" + toGoOn(),
                failure(() -> store.read("epoch-0002").requireSound()));
    }

    @Test
    void filesOfAnotherCheckpointDoNotFit() throws Exception {
        Files.write(
                second.resolve("model.safetensors"),
                Files.readAllBytes(folder.resolve("epoch-0001/model.safetensors")));
        String message = failure(() -> Checkpoint.open(second).requireSound());
        assertTrue(message.contains("model.safetensors holds other bytes"), message);
    }

    @Test
    void withoutASoundOneBeforeThereIsNothingToGoOnFrom() throws Exception {
        Path first = folder.resolve("epoch-0001");
        String none = "; there is no sound checkpoint before it: get the folder from a copy, or start anew";
        Files.delete(first.resolve("model.safetensors"));
        assertEquals(
                first + ": damaged: model.safetensors is missing" + none,
                failure(() -> Checkpoint.open(first).requireSound()));
        Files.writeString(first.resolve("state.json"), "{");
        Files.writeString(second.resolve("state.json"), "{");
        for (Path checkpoint : List.of(first, second)) {
            String message = failure(() -> Checkpoint.open(checkpoint).requireSound());
            assertTrue(message.startsWith(checkpoint + ": damaged: state.json cannot be read: "), message);
            assertTrue(message.endsWith(none), message);
        }
    }

    /** Whoever wants the model does not wait for the optimizer's tensors to be read. */
    @Test
    void aGroupIsComparedWhenItIsAskedFor() throws Exception {
        Files.writeString(second.resolve("optimizer.safetensors"), "other");
        Checkpoint opened = Checkpoint.open(second);
        assertArrayEquals(
                new float[] {2, -2}, opened.group("model").get("fc.weight").floats());
        String message = failure(() -> opened.group("optimizer"));
        assertTrue(message.startsWith(second + ": damaged: optimizer.safetensors has 5 bytes"), message);
    }

    @Test
    void theOneToGoOnFromIsSoundInAllItsFiles() throws Exception {
        Path third = write(3);
        Files.writeString(third.resolve("model.safetensors"), "");
        byte[] optimizer = Files.readAllBytes(second.resolve("optimizer.safetensors"));
        optimizer[optimizer.length - 1]++;
        Files.write(second.resolve("optimizer.safetensors"), optimizer);
        String message = failure(() -> Checkpoint.open(third).requireSound());
        assertTrue(message.endsWith("to go on from the checkpoint epoch-0001 (step 10)"), message);
    }

    @Test
    void aPathWithDotsNamesTheSameCheckpoint() throws Exception {
        Path dotted = second.resolve(".");
        assertEquals("epoch-0002", Checkpoint.open(dotted).info().name());
        assertEquals(
                "epoch-0002",
                Checkpoint.open(folder.resolve("epoch-0001/../epoch-0002"))
                        .info()
                        .name());
        Files.writeString(second.resolve("state.json"), "");
        String message = failure(() -> Checkpoint.open(dotted));
        assertTrue(message.endsWith("to go on from the checkpoint epoch-0001 (step 10)"), message);
    }

    /** Which the remedy promises. */
    @Test
    void withoutTheDamagedOneTheOneBeforeIsTheLast() throws Exception {
        Files.writeString(second.resolve("state.json"), "");
        assertTrue(failure(() -> store.last()).endsWith(toGoOn()));
        for (String file : List.of("state.json", "model.safetensors", "optimizer.safetensors", "")) {
            Files.delete(second.resolve(file));
        }
        Checkpoint last = store.last().orElseThrow();
        assertEquals("epoch-0001", last.info().name());
        assertArrayEquals(
                new float[] {1, -1}, last.group("model").get("fc.weight").floats());
    }
}
