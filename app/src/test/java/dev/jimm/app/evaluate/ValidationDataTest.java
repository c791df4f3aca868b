package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.distill.DistillationConfig;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.LossConfig;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.train.AugmentConfig;
import dev.jimm.core.train.InputConfig;
import dev.jimm.core.train.RunConfig;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationDataTest {
    @TempDir
    private Path folder;

    private SavedModel model(DataConfig data, String... classes) {
        RunConfig config = new RunConfig(
                "foreign",
                1,
                ModelConfig.named("resnet18"),
                data,
                InputConfig.defaults(),
                AugmentConfig.defaults(),
                ConfigFactory.empty(),
                ConfigFactory.empty(),
                LossConfig.defaults(),
                DistillationConfig.defaults(),
                TrainConfig.defaults(),
                ConfigFactory.empty());
        return new SavedModel(folder, config, null, null, null, List.of(classes));
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve("data").resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private List<String> names(SavedModel model, Path root, Split split, String... settings) {
        DataArguments arguments = new DataArguments(root, "image-folder", split, List.of(settings));
        DataSets dataSets = new DataSets(ProviderCatalogue.of(List.of()));
        try (ValidationData data = ValidationData.of(model, arguments, dataSets)) {
            String[] names = new String[data.reader().size()];
            Arrays.setAll(names, index -> {
                String file = Path.of(data.reader().name(index)).getFileName().toString();
                return file + " " + data.reader().labels(index)[0];
            });
            return List.of(names);
        }
    }

    @Test
    void neverPaintsTheSampleDataSet() {
        Path root = folder.resolve("elsewhere");
        SavedModel model = model(DataConfig.defaults().reading("sample", root), "ring");
        JimmException failure = assertThrows(JimmException.class, () -> names(model, null, null));
        assertEquals(Category.DATA, failure.category());
        assertFalse(Files.exists(root));
    }

    @Test
    void aDataSetWithTwoPartsHasAValidationPart() throws IOException {
        touch("train/a/1.jpg", "train/b/2.jpg", "val/a/3.jpg", "val/b/4.jpg");
        Path root = folder.resolve("data");
        SavedModel model = model(DataConfig.defaults(), "b", "a");
        assertEquals(List.of("3.jpg 1", "4.jpg 0"), names(model, root, null));
        assertEquals(List.of("3.jpg 1", "4.jpg 0"), names(model, root, Split.VALIDATION));
        assertEquals(List.of("1.jpg 1", "2.jpg 0"), names(model, root, Split.TRAIN));
        assertEquals(List.of("1.jpg 1", "2.jpg 0", "3.jpg 1", "4.jpg 0"), names(model, root, Split.ALL));
    }

    @Test
    void anUndividedDataSetIsTakenWhole() throws IOException {
        touch("a/1.jpg", "a/2.jpg", "b/3.jpg", "b/4.jpg");
        Path root = folder.resolve("data");
        SavedModel model = model(DataConfig.defaults(), "a", "b", "c");
        assertEquals(List.of("1.jpg 0", "2.jpg 0", "3.jpg 1", "4.jpg 1"), names(model, root, null));
        assertEquals(
                2,
                names(model, root, Split.VALIDATION, "data.validation-fraction=0.5")
                        .size());
    }

    @Test
    void theRunsOwnDataIsWhatItHeldOut() throws IOException {
        touch("train/a/1.jpg", "val/a/3.jpg");
        SavedModel model = model(DataConfig.defaults().reading("image-folder", folder.resolve("data")), "a");
        assertEquals(List.of("3.jpg 0"), names(model, null, null));
        assertEquals(List.of("1.jpg 0", "3.jpg 0"), names(model, null, Split.ALL));
    }

    @Test
    void aClassMapLeavesClassesOut() throws IOException {
        touch("a/1.jpg", "b/2.jpg");
        Path map = Files.writeString(folder.resolve("map.txt"), "b\n");
        SavedModel model = model(DataConfig.defaults(), "b");
        assertEquals(List.of("2.jpg 0"), names(model, folder.resolve("data"), null, "data.class-map=\"" + map + "\""));
    }

    @Test
    void classesThatTheModelDoesNotKnowAreNamed() throws IOException {
        for (int i = 10; i < 22; i++) {
            touch("c" + i + "/1.jpg");
        }
        SavedModel model = model(DataConfig.defaults(), "c10", "other");
        JimmException failure = assertThrows(JimmException.class, () -> names(model, folder.resolve("data"), null));
        assertTrue(
                failure.getMessage()
                        .endsWith("does not know c11, c12, c13, c14, c15, c16, c17, c18, c19, c20 and 1 more;"
                                + " it knows c10, other"),
                failure.getMessage());
    }
}
