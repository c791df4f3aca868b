package dev.jimm.core.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class DjlFolderTest {
    @TempDir
    private Path folder;

    private Map<Object, Object> write(int height, int width, CropMode mode, String filter, List<String> differences)
            throws IOException {
        Preprocessing preprocessing =
                new Preprocessing(height, width, 0.75, mode, filter, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.25, 0.3));
        ExportedModel tiny = TinyModels.model("", false, List.of("cat", "two\nlines", "owl"));
        try (Weights weights = tiny.weights()) {
            ExportedModel model = new ExportedModel(tiny.model(), weights, preprocessing, tiny.classes());
            assertEquals(differences, DjlFolder.write(folder, model, ExportedModel.ANY_BATCH));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("serving.properties"))) {
            properties.load(reader);
        }
        return Map.copyOf(properties);
    }

    private static final String ALWAYS = "DJL resizes in floating point and cuts an odd border half a pixel aside;"
            + " jimm rounds to bytes, as Pillow does";

    @Test
    void theOptionsAreThoseOfDjl() throws IOException {
        assertEquals(
                Map.of(
                        "engine", "PyTorch",
                        "option.modelName", "model",
                        "translatorFactory", "ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory",
                        "width", "12",
                        "height", "12",
                        "resizeShort", "16,-1,BICUBIC",
                        "centerCrop", "true",
                        "normalize", "0.5,0.4,0.3,0.2,0.25,0.3",
                        "applySoftmax", "true",
                        "topK", "3"),
                write(12, 12, CropMode.CENTER, "bicubic", List.of(ALWAYS)));
        assertEquals(List.of("cat", "two lines", "owl"), Files.readAllLines(folder.resolve("synset.txt")));
    }

    @Test
    void whatDjlCannotDoIsSaid() throws IOException {
        Map<Object, Object> squashed = write(
                12,
                15,
                CropMode.SQUASH,
                "lanczos",
                List.of(ALWAYS, "DJL has no filter lanczos; BICUBIC stands in for it"));
        assertEquals("20,16,BICUBIC", squashed.get("resize"));
        Map<Object, Object> bordered = write(
                12, 12, CropMode.BORDER, "bilinear", List.of(ALWAYS, "DJL pads with black; jimm with the mean colour"));
        assertEquals("-1,16,BILINEAR", bordered.get("resizeShort"));
        assertEquals("true", bordered.get("centerFit"));
    }
}
