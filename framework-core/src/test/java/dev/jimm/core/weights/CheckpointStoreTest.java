package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static dev.jimm.core.testing.Samples.namesIn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {
    private static final Optional<Score> NO_SCORE = Optional.empty();

    @TempDir
    Path run;

    private Path folder;
    private CheckpointStore store;

    @BeforeEach
    void open() {
        folder = run.resolve("checkpoints");
        store = new CheckpointStore(folder);
    }

    private static ObjectNode state() {
        return new ObjectMapper().createObjectNode();
    }

    private static List<TensorGroup> groups(float value) {
        return List.of(
                new TensorGroup("model", List.of(floats("fc.weight", new long[] {1, 2}, value, -value))),
                new TensorGroup("optimizer", List.of(floats("fc.weight/exp_avg", new long[] {2}, value, 0))));
    }

    private void write(int epoch, Optional<Score> score) {
        store.write("epoch-" + epoch, 10L * epoch, score, groups(epoch), state().put("epoch", epoch));
    }

    private static Optional<Score> top1(double value) {
        return Score.of("top1", value);
    }

    private static String name(Optional<Checkpoint> checkpoint) {
        return checkpoint.orElseThrow().info().name();
    }

    @Test
    void everythingComesBack() throws Exception {
        ObjectNode state = state().put("seed", Long.MIN_VALUE).put("lr", 0.1 + 0.2);
        state.putArray("classes").add("cat").add("Käse");
        Path written = store.write("epoch-0007", 700, top1(0.75), groups(3), state);

        assertEquals(folder.resolve("epoch-0007"), written);
        assertEquals(List.of("epoch-0007"), namesIn(folder));
        assertEquals(List.of("model.safetensors", "optimizer.safetensors", "state.json"), namesIn(written));
        Checkpoint read = store.read("epoch-0007");
        assertEquals(new CheckpointInfo("epoch-0007", 700, top1(0.75)), read.info());
        assertEquals(state, read.state());
        assertEquals(Long.MIN_VALUE, read.state().get("seed").longValue());
        assertEquals(0.1 + 0.2, read.state().get("lr").doubleValue());
        assertArrayEquals(
                new float[] {3, -3}, read.group("model").get("fc.weight").floats());
        assertArrayEquals(
                new float[] {3, 0},
                read.group("optimizer").get("fc.weight/exp_avg").floats());
        assertEquals(Map.of("format", "pt"), read.group("model").metadata());
        assertEquals(
                written + ": the checkpoint has no tensors 'models', it has [model, optimizer]; did you mean 'model'?",
                failure(() -> read.group("models")));
    }

    @Test
    void anEmptyStoreHasNoCheckpoints() {
        assertEquals(Optional.empty(), store.last());
        assertEquals(Optional.empty(), store.best());
        assertEquals(List.of(), store.prune(1, 1, "top1"));
        assertEquals(
                folder + ": there is no checkpoint 'epoch-1'; the folder holds none",
                failure(() -> store.read("epoch-1")));
    }

    @Test
    void theLastHasTheMostStepsAndTheBestTheHighestScore() {
        write(9, top1(0.5));
        write(10, top1(0.8));
        write(11, top1(0.8));
        write(12, top1(Double.NaN));
        assertEquals("epoch-12", name(store.last()));
        assertEquals(NO_SCORE, store.last().orElseThrow().info().score());
        assertEquals("epoch-10", name(store.best()));
    }

    @Test
    void scoresOfAnotherMetricDoNotCount() throws Exception {
        write(1, top1(0.9));
        write(2, Score.of("loss", -0.5));
        write(3, Score.of("loss", -0.2));
        write(4, Score.of("loss", -0.4));
        write(5, NO_SCORE);
        assertEquals("epoch-3", name(store.best()));
        assertEquals(List.of("epoch-1", "epoch-2", "epoch-4"), store.prune(1, 1, "loss"));
        assertEquals(List.of("epoch-3", "epoch-5"), namesIn(folder));
    }

    /** As those that were written before the metric's name was. */
    @Test
    void aScoreOfAnUnnamedMetricDoesNotCount() throws Exception {
        write(1, top1(0.9));
        Path file = folder.resolve("epoch-1/state.json");
        String fields = "{\"format\": 1, \"step\": 10, \"score\": 0.9, \"state\": {}}";
        Files.write(file, Seal.onto(fields.getBytes(StandardCharsets.UTF_8)));
        assertEquals(NO_SCORE, store.last().orElseThrow().info().score());
        assertEquals(Optional.empty(), store.best());
    }

    @Test
    void withoutScoresThereIsNoBest() {
        write(1, NO_SCORE);
        assertEquals(Optional.empty(), store.best());
    }

    @Test
    void pruningKeepsTheLastAndTheBest() throws Exception {
        for (int epoch = 1; epoch <= 6; epoch++) {
            write(epoch, top1(-Math.abs(epoch - 2)));
        }
        Files.createDirectories(folder.resolve("notes"));
        assertEquals(List.of("epoch-3", "epoch-4"), store.prune(2, 2, "top1"));
        assertEquals(List.of("epoch-1", "epoch-2", "epoch-5", "epoch-6", "notes"), namesIn(folder));
        assertEquals(List.of("epoch-1", "epoch-2", "epoch-5"), store.prune(1, 0, "top1"));
        assertEquals("epoch-6", name(store.best()));
        assertThrows(IllegalArgumentException.class, () -> store.prune(0, 3, "top1"));
    }

    /** One that was written within an epoch is there to resume from; it never costs an epoch's. */
    @Test
    void pruningKeepsOneRecoveryCheckpointUntilTheEpochIsOver() throws Exception {
        write(1, top1(0.9));
        write(2, top1(0.5));
        write(3, top1(0.6));
        for (int step : new int[] {32, 34, 36}) {
            store.write(CheckpointInfo.recoveryName(step), step, NO_SCORE, groups(step), state());
            store.prune(1, 1, "top1");
            assertEquals(List.of("epoch-1", "epoch-3", "step-000000" + step), namesIn(folder));
        }
        assertEquals("step-00000036", name(store.last()));
        write(4, top1(0.7));
        assertEquals(List.of("epoch-3", "step-00000036"), store.prune(1, 1, "top1"));
        assertEquals(List.of("epoch-1", "epoch-4"), namesIn(folder));
    }

    /** A score is no reason to keep what was written within an epoch. */
    @Test
    void pruningCountsEpochsOnly() throws Exception {
        store.write(CheckpointInfo.recoveryName(5), 5, top1(1), groups(5), state());
        assertEquals(List.of(), store.prune(1, 1, "top1"));
        write(1, top1(0.1));
        write(2, top1(0.2));
        assertEquals(List.of("step-00000005"), store.prune(2, 1, "top1"));
        assertEquals(List.of("epoch-1", "epoch-2"), namesIn(folder));
        assertEquals("epoch-0012", CheckpointInfo.epochName(12));
    }

    @Test
    void pruningLeavesDamagedCheckpointsAlone() throws Exception {
        write(1, NO_SCORE);
        write(2, NO_SCORE);
        write(3, NO_SCORE);
        Files.writeString(folder.resolve("epoch-1/state.json"), "{");
        assertEquals(List.of("epoch-2"), store.prune(1, 0, "top1"));
        assertEquals(List.of("epoch-1", "epoch-3"), namesIn(folder));
    }

    @Test
    void aNameIsUsedOnce() {
        write(1, NO_SCORE);
        assertEquals(
                folder.resolve("epoch-1") + ": this checkpoint exists already; resume its run or choose another folder",
                failure(() -> write(1, NO_SCORE)));
        assertEquals(
                folder + ": there is no checkpoint 'epoch-11'; did you mean 'epoch-1'?",
                failure(() -> store.read("epoch-11")));
    }

    @Test
    void aFailureHalfWayLeavesThePreviousOne() throws Exception {
        write(1, NO_SCORE);
        SavedTensor broken = new SavedTensor("late", StoredType.F32, new long[] {1}, () -> {
            assertTrue(Files.exists(folder.resolve(".unfinished-epoch-2/model.safetensors")));
            assertEquals("epoch-1", name(store.last()));
            throw new IllegalStateException("lost");
        });
        List<TensorGroup> groups = List.of(groups(2).get(0), new TensorGroup("optimizer", List.of(broken)));
        assertThrows(IllegalStateException.class, () -> store.write("epoch-2", 20, NO_SCORE, groups, state()));
        assertEquals(List.of("epoch-1"), namesIn(folder));
        assertEquals("epoch-1", name(store.last()));
    }

    @Test
    void whatAKilledRunLeftIsIgnoredAndRemoved() throws Exception {
        write(1, NO_SCORE);
        Path half = Files.createDirectory(folder.resolve(".unfinished-epoch-2"));
        Files.copy(folder.resolve("epoch-1/state.json"), half.resolve("state.json"));
        assertEquals("epoch-1", name(store.last()));
        write(2, NO_SCORE);
        assertEquals(List.of("epoch-1", "epoch-2"), namesIn(folder));
    }

    @Test
    void aStoreIsTriedBeforeTheWork() throws Exception {
        store.prepare("epoch-1");
        assertEquals(List.of(), namesIn(folder));
        Path inTheWay = Files.writeString(run.resolve("file"), "");
        assertEquals(
                inTheWay.resolve("soup") + ": the checkpoint cannot be written: " + inTheWay + " is in the way. What"
                        + " was there before is intact; make room or allow writing in " + inTheWay
                        + ", then try again",
                failure(() -> new CheckpointStore(inTheWay).prepare("soup")));
    }

    @Test
    void aStoreThatCannotBeCreated() throws Exception {
        Files.writeString(folder, "a file stands here");
        assertEquals(
                folder.resolve("epoch-1") + ": the checkpoint cannot be written: " + folder + " is in the way. What was"
                        + " there before is intact; make room or allow writing in " + folder + ", then try again",
                failure(() -> write(1, NO_SCORE)));
        assertEquals("a file stands here", Files.readString(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../epoch", "a/b", "a\\b", "", ".", "..", ".hidden", "a b", "C:x", "nul\0"})
    void namesStayInTheFolder(String name) throws Exception {
        String expected =
                "'" + name + "' cannot name a checkpoint or its files: up to 100 letters, digits, dots, dashes"
                        + " and underscores are allowed, and a letter or digit has to come first";
        assertEquals(expected, failure(() -> store.write(name, 1, NO_SCORE, groups(1), state())));
        assertEquals(expected, failure(() -> store.read(name)));
        List<TensorGroup> groups = List.of(new TensorGroup(name, List.of()));
        assertEquals(expected, failure(() -> store.write("sound", 1, NO_SCORE, groups, state())));
        assertEquals(List.of(), namesIn(run));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                          | cannot be read: Unexpected end-of-input:"
                        + " expected close marker for Object (start marker at [Source: REDACTED"
                        + " (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
                "[]                                                         | has no format number",
                "{\"format\": \"1\"}                                        | has no format number",
                "{\"format\": 1}                                            | does not end with the SHA-256 of its"
                        + " bytes",
                "{\"format\": 1, \"format\": 1}                             | cannot be read: Duplicate field 'format'"
            })
    void foreignStatesAreNamed(String json, String problem) throws Exception {
        write(1, NO_SCORE);
        Path checkpoint = folder.resolve("epoch-1");
        Files.writeString(checkpoint.resolve("state.json"), json);
        String expected = checkpoint + ": damaged: state.json " + problem
                + "; there is no sound checkpoint before it: get the folder from a copy, or start anew";
        assertEquals(expected, failure(() -> store.read("epoch-1")));
        assertEquals(expected, failure(() -> store.last()));
    }

    /** Whoever writes a state by hand can seal it, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 0, \"step\": 1, \"state\": {} | has no format number",
                "\"format\": 1, \"step\": 1, \"score\": \"x\", \"state\": {} | lacks step, score or state, or has one of another"
                        + " kind",
                "\"format\": 1, \"step\": -1, \"state\": {} | lacks step, score or state, or has one of another kind",
                "\"format\": 1, \"step\": 1, \"state\": {}, \"files\": {\"../model\": {\"bytes\": 1, \"sha256\": \"\"}}"
                        + " | has files without a plain name, bytes and sha256",
                "\"format\": 1, \"step\": 1, \"state\": {}, \"files\": {\"model\": {\"bytes\": 1}}"
                        + " | has files without a plain name, bytes and sha256"
            })
    void sealedStatesAreCheckedToo(String fields, String problem) throws Exception {
        write(1, NO_SCORE);
        Path file = folder.resolve("epoch-1/state.json");
        Files.write(file, Seal.onto(("{" + fields + "}").getBytes(StandardCharsets.UTF_8)));
        String message = failure(() -> store.read("epoch-1"));
        assertTrue(message.startsWith(folder.resolve("epoch-1") + ": damaged: state.json " + problem + "; "), message);
    }

    @Test
    void aLaterFormatIsNamed() throws Exception {
        write(1, NO_SCORE);
        Path file = folder.resolve("epoch-1/state.json");
        Files.writeString(file, "{\"format\": 2}");
        assertEquals(
                file + ": the checkpoint is of format 2 and this version of jimm reads formats up to 1; use the version"
                        + " that wrote it",
                failure(() -> store.read("epoch-1")));
    }

    @Test
    void hugeStatesAreRefused() throws Exception {
        ObjectNode huge = state().put("text", "x".repeat(17 << 20));
        assertThrows(IllegalArgumentException.class, () -> store.write("huge", 1, NO_SCORE, groups(1), huge));
        assertEquals(List.of(), namesIn(folder));
        write(1, NO_SCORE);
        Path file = folder.resolve("epoch-1/state.json");
        Files.writeString(file, " ".repeat((16 << 20) + 1));
        assertEquals(
                folder.resolve("epoch-1") + ": damaged: state.json has 16777217 bytes, at most 16777216 are allowed;"
                        + " there is no sound checkpoint before it: get the folder from a copy, or start anew",
                failure(() -> store.read("epoch-1")));
    }

    @Test
    void foldersThatAreNoCheckpoint() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        assertEquals(
                other + ": this is no checkpoint: there is no state.json in it; name a folder that a run wrote",
                failure(() -> store.read("other")));
    }
}
