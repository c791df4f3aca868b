package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint may come from anybody: whatever is in it, it is loaded or refused as data that cannot be used. */
@Tag("engine")
@Timeout(300)
class SavedModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path temporary;

    private static Path checkpoint;
    private static ObjectNode sound;

    private final ModelCatalogue models = new ModelCatalogue(TestProviders.catalogue());
    private long liveBefore;

    @BeforeAll
    static void train() throws IOException {
        Runs runs = new Runs(temporary).withData(4);
        TrainingResult result = Runs.start(runs.config("sound", "train.epochs = 1"));
        checkpoint = result.folder().resolve("checkpoints").resolve("epoch-0001");
        sound = (ObjectNode) JSON.readTree(checkpoint.resolve("state.json").toFile());
    }

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private static void write(ObjectNode file) throws IOException {
        file.remove("sha256");
        String text = JSON.writeValueAsString(file);
        String start = text.substring(0, text.length() - 1) + ",\n  \"sha256\" : \"";
        Files.writeString(checkpoint.resolve("state.json"), start + sha256(start) + "\"\n}\n");
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode state(ObjectNode file) {
        return (ObjectNode) file.get("state");
    }

    /** What is told behind the folder when the file is loaded. */
    private String refused(ObjectNode file) throws IOException {
        write(file);
        JimmException e = assertThrows(JimmException.class, () -> SavedModel.load(checkpoint, models));
        assertEquals(Category.DATA, e.category(), e.getMessage());
        String start = checkpoint + ": this checkpoint was not written by a training run of this version: ";
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        return e.getMessage().substring(start.length());
    }

    private String refusedConfiguration(String configuration) throws IOException {
        ObjectNode file = sound.deepCopy();
        state(file).put("configuration", configuration);
        return refused(file);
    }

    private static void set(ObjectNode root, String path, String value) throws IOException {
        int slash = path.lastIndexOf('/');
        ((ObjectNode) root.at(path.substring(0, slash))).set(path.substring(slash + 1), JSON.readTree(value));
    }

    /** The configuration of the run with another value at a path. */
    private static ObjectNode configured(String path, String value) throws IOException {
        ObjectNode file = sound.deepCopy();
        ObjectNode configuration =
                (ObjectNode) JSON.readTree(state(file).get("configuration").textValue());
        set(configuration, path, value);
        state(file).put("configuration", configuration.toString());
        return file;
    }

    @Test
    void whatWasWrittenIsLoaded() throws IOException {
        write(sound);
        try (SavedModel saved = SavedModel.load(checkpoint, models)) {
            assertEquals(List.of("blue", "green", "red"), saved.classes());
            assertEquals("tiny_conv", saved.config().model().name());
        }
    }

    @Test
    void aConfigurationReadsNoFilesAndNoEnvironment() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret.conf"), "stolen = \"yes\"");
        for (String text : List.of(
                "include \"" + secret + "\"",
                "{include \"" + secret + "\"}",
                "include \"/dev/zero\"",
                "{\"name\": ${PATH}}",
                "{\"name\": ${?PATH}}",
                "model.name = tiny_conv",
                "{\"name\": \"a\"} // comment",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"name\": \"a\"} {}",
                "")) {
            String message = refusedConfiguration(text);
            assertTrue(message.startsWith("its configuration is no JSON object: "), message);
            assertFalse(message.contains("stolen"), message);
        }
        assertTrue(refusedConfiguration("{\"include\": \"" + secret + "\"}").contains("unknown key 'include'"));
    }

    @Test
    void aSubstitutionInAStringIsText() throws IOException {
        assertTrue(refused(configured("/name", "\"${PATH}\"")).contains("is '${PATH}'"));
    }

    @ParameterizedTest
    @CsvSource({"null", "[]", "3", "'\"text\"'"})
    void aConfigurationIsAnObject(String text) throws IOException {
        assertTrue(refusedConfiguration(text).startsWith("its configuration is "));
    }

    @Test
    void nestingDoesNotExhaustTheStack() throws IOException {
        assertTrue(refusedConfiguration("{\"model\":".repeat(200_000)).contains("nesting depth"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/model/name | \"tiny_cnov\" | unknown model 'tiny_cnov'; did you mean 'tiny_conv', 'toy_conv'?",
                "/model/name | null | model.name is missing",
                "/model/options | {\"widths\": 4} | unknown key 'model.options.widths'",
                "/model/options | {\"width\": 6} | 'model.options.width' must be a multiple of 4, is 6",
                "/model/num-classes | 5 | the model has 5 classes, but 3 have a name",
                "/model/in-channels | 4 | the model has 4 input channels, but images have 3",
                "/train/epochs | 1e999 | 'train.epochs' must be an int",
                "/train/epochs | 0 | 'train.epochs' must be at least 1, is 0",
                "/train/precision | \"fp8\" | 'train.precision' must be one of",
                "/train | null | 'train' must not be null",
            })
    void aWrongConfigurationIsToldByKey(String path, String value, String problem) throws IOException {
        String message = refused(configured(path, value));
        assertTrue(message.contains(problem), message);
    }

    @Test
    void noMemoryIsTakenForAModelThatTheTensorsDoNotFit() throws IOException {
        write(configured("/model/options", "{\"width\": 200000000}"));
        JimmException e = assertThrows(JimmException.class, () -> SavedModel.load(checkpoint, models));
        assertEquals(Category.DATA, e.category());
        assertTrue(
                e.getMessage().startsWith(checkpoint.resolve("model.safetensors") + ": the weights do not fit"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/epoch | -1 | epoch must be at least 0, is -1",
                "/batch | -3 | batch must be at least 0, is -3",
                "/updates | -1 | updates must be at least 0, is -1",
                "/epoch | 2 | metrics must be of 2 epochs, are of 1",
                "/epoch | 1.5 | 'epoch': Cannot coerce Floating-point value (1.5)",
                "/epoch | \"1\" | 'epoch': Cannot coerce String value",
                "/epoch | 99999999999 | 99999999999",
                "/lossSum | \"NaN\" | lossSum must be finite, is NaN",
                "/metrics | [null] | metrics must not hold null",
                "/metrics/0/epoch | null | 'metrics.0.epoch': Cannot map `null`",
                "/classes | [] | classes must not be empty",
                "/classes | [\"a\", \"b\", \"a\"] | classes must differ, are [a, b, a]",
                "/classes | [\"a\", null] | classes must not hold null",
                "/classes | \"a\" | 'classes': Cannot construct",
                "/preprocessing/height | 1073741824 | 'preprocessing': height must be 1 to 8192, is 1073741824",
                "/preprocessing/width | 0 | width must be 1 to 8192, is 0",
                "/preprocessing/cropPct | 0 | crop-pct must be above 0 and at most 1, not 0.0",
                "/preprocessing/interpolation | \"cubic\" | interpolation must be one of",
                "/preprocessing/mean | [0.5] | mean must be 3 numbers, one a channel, is [0.5]",
                "/preprocessing/mean | [0.5, null, 1] | mean must be 3 numbers, one a channel, is [0.5, null, 1.0]",
                "/preprocessing/mean | [0.5, 1e300, 1] | mean must be 3 numbers",
                "/preprocessing/std | [1, 1, 1, 1] | std must be 3 numbers",
                "/preprocessing/std | [1, 0, 1] | std must be above 0, is [1.0, 0.0, 1.0]",
                "/preprocessing/std | [1, 1e-60, 1] | std must be above 0",
                "/preprocessing/std | [1, -1, 1] | std must be above 0",
            })
    void aCorruptStateIsToldByKey(String path, String value, String problem) throws IOException {
        ObjectNode file = sound.deepCopy();
        set(state(file), path, value);
        String message = refused(file);
        assertTrue(message.contains(problem), message);
    }

    @Test
    void nothingMayBeMissingOrNull() throws IOException {
        for (String field : List.of(
                "configuration", "classes", "preprocessing", "epoch", "batch", "updates", "lossSum", "metrics")) {
            ObjectNode file = sound.deepCopy();
            state(file).set(field, JsonNodeFactory.instance.nullNode());
            assertTrue(refused(file).contains("'" + field + "'"), field);
            state(file).remove(field);
            assertTrue(refused(file).contains("'" + field + "'"), field);
        }
        for (String field : List.of("height", "width", "cropPct", "interpolation", "mean", "std")) {
            ObjectNode file = sound.deepCopy();
            ((ObjectNode) state(file).get("preprocessing")).remove(field);
            assertTrue(refused(file).contains("'" + field + "'"), field);
        }
    }
}
