package dev.jimm.core.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.nn.Param;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class TimmFolderTest {
    @TempDir
    private Path folder;

    private void write(String options) {
        ExportedModel model = TinyModels.model(options, true, List.of("cat", "dog", "owl"));
        try (Weights weights = model.weights()) {
            TimmFolder.write(folder, model);
        }
    }

    @Test
    void theConfigurationHasTimmsKeys() throws IOException {
        write("");
        assertEquals(
                new ObjectMapper().readTree("""
                        {
                          "architecture": "tiny_hybrid",
                          "num_classes": 3,
                          "num_features": 8,
                          "label_names": ["cat", "dog", "owl"],
                          "pretrained_cfg": {
                            "tag": "",
                            "custom_load": false,
                            "input_size": [3, 12, 16],
                            "fixed_input_size": false,
                            "interpolation": "bilinear",
                            "crop_pct": 0.9,
                            "crop_mode": "squash",
                            "mean": [0.5, 0.4, 0.3],
                            "std": [0.2, 0.25, 0.3],
                            "num_classes": 3,
                            "pool_size": [6, 8],
                            "first_conv": null,
                            "classifier": "fc"
                          }
                        }"""),
                new ObjectMapper().readTree(folder.resolve("config.json").toFile()));
    }

    @Test
    void theWeightsHaveTheNamesOfTheStateDict() {
        write("");
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            SafetensorsReader file = SafetensorsReader.open(folder.resolve("model.safetensors"));
            assertEquals(weights.table().state().stream().map(Param::name).toList(), file.names());
        }
    }

    private SavedModel open() {
        return ModelOpener.withoutDownloads(TinyModels.CATALOGUE)
                .open(ModelOpener.Request.of(folder.toString()), line -> {});
    }

    @Test
    void whatWasWrittenIsOpenedAgain() {
        long before = DeviceTensor.live();
        write("");
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights();
                SavedModel again = open()) {
            assertEquals(model.preprocessing(), again.preprocessing());
            assertEquals(model.classes(), again.classes());
            assertEquals(0, ExportCheck.ofModel(model, ExportedModel.of(again), ExportedModel.ANY_BATCH), 1e-6);
        }
        assertEquals(before, DeviceTensor.live());
    }

    private void rewrite(String from, String to) throws IOException {
        Path config = folder.resolve("config.json");
        String written = Files.readString(config);
        assertTrue(written.contains(from), written);
        Files.writeString(config, written.replace(from, to));
    }

    @Test
    void whatTheClassesAreIsReadAndWrittenAgain() throws IOException {
        write("");
        rewrite(
                "\"pretrained_cfg\"",
                "\"label_descriptions\": {\"owl\": \"hoots\", \"eel\": \"\"}, \"pretrained_cfg\"");
        try (SavedModel opened = open()) {
            TimmFolder.write(folder, ExportedModel.of(opened));
        }
        assertEquals(
                "{\"owl\":\"hoots\"}",
                new ObjectMapper()
                        .readTree(folder.resolve("config.json").toFile())
                        .get("label_descriptions")
                        .toString());
        try (SavedModel again = open()) {
            assertEquals(List.of("cat", "dog", "owl"), again.classes());
            assertEquals(Map.of("owl", "hoots"), again.model().preprocessing().labelDescriptions());
        }
    }

    @Test
    void namesOfOtherClassesAreToldAndNotUsed() throws IOException {
        write("");
        rewrite("[ \"cat\", \"dog\", \"owl\" ]", "[ \"cat\", \"dog\" ]");
        List<String> told = new ArrayList<>();
        try (SavedModel opened = ModelOpener.withoutDownloads(TinyModels.CATALOGUE)
                .open(ModelOpener.Request.of(folder.toString()), told::add)) {
            assertEquals(List.of("0", "1", "2"), opened.classes());
        }
        assertEquals(
                List.of(
                        folder.resolve("model.safetensors")
                                + ": the model has 3 classes, and 2 names of classes come with it; numbers stand for the classes"),
                told);
    }

    @Test
    void optionsThatTheFolderDoesNotTellAreNotGuessed() {
        write("width = 12");
        JimmException refused = assertThrows(JimmException.class, this::open);
        assertEquals(Category.DATA, refused.category());
        assertTrue(refused.getMessage().contains("[\"width\"]"), refused.getMessage());
    }

    @Test
    void aDamagedFolderIsRefused() throws IOException {
        write("");
        Path config = folder.resolve("config.json");
        String sound = Files.readString(config);
        for (String damaged : List.of(
                "{",
                "[]",
                "{\"num_classes\": 3}",
                sound.replace("tiny_hybrid", "tiny_conv"),
                sound.replace("\"num_classes\" : 3", "\"num_classes\" : 4"),
                sound.replace("bilinear", "telepathic"),
                sound.replace("[ 0.5, 0.4, 0.3 ]", "[ 0.5 ]"))) {
            Files.writeString(config, damaged);
            long before = DeviceTensor.live();
            JimmException refused = assertThrows(JimmException.class, this::open, damaged);
            assertEquals(Category.DATA, refused.category(), damaged);
            assertEquals(before, DeviceTensor.live(), damaged);
        }
    }
}
