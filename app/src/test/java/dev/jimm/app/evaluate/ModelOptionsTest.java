package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.session.Session;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOptionsTest {
    private static final String SMALL = "mobilenetv3_small_050";

    @TempDir
    private Path folder;

    private Path image() throws IOException {
        Path file = folder.resolve("black.png");
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    private Path weights() {
        Path file = folder.resolve("small.safetensors");
        try (Session session = new Session(Map.of())) {
            ImageModel model = session.get(ModelCatalogue.class).create(SMALL);
            try (Weights weights = Weights.initialised(model.structure().parameters(), 1, false)) {
                SafetensorsWriter.write(
                        file,
                        model.structure().parameters().state().stream()
                                .map(param -> SavedTensor.of(param.name(), weights.get(param)))
                                .toList(),
                        Map.of());
            }
        }
        return file;
    }

    @Test
    @Tag("engine")
    void aNameAndAFileAreAModel() throws IOException {
        Outcome outcome = Cli.run(
                "predict", SMALL, image().toString(), "--weights", weights().toString(), "--top", "1");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("black.png  "), outcome.out());
        assertTrue(outcome.out().contains(SMALL + " of "), outcome.out());
        Outcome other = Cli.run(
                "predict",
                "mobilenetv3_small_075",
                image().toString(),
                "--weights",
                folder.resolve("small.safetensors").toString());
        assertEquals(3, other.exitCode());
        assertTrue(other.err().contains("the weights do not fit the model"), other.err());
    }

    @Test
    void aNameThatNothingHasIsTold() throws IOException {
        Outcome outcome = Cli.run("predict", "resnet5O", image().toString());
        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.err().contains("there is no folder resnet5O, and unknown model 'resnet5O'; did you mean"),
                outcome.err());
    }

    @Test
    void anyOtherNameIsAFolderThatIsNotThere() {
        Outcome outcome = Cli.run("predict", "runs/none", "x.jpg");
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().contains("none: there is no such folder; give the folder of a run"), outcome.err());
    }

    @Test
    void sizesThatNoImageHasAreRefused() throws IOException {
        for (String size : List.of("0", "-1", "8193")) {
            Outcome outcome = Cli.run("predict", SMALL, image().toString(), "--image-size", size);
            assertEquals(2, outcome.exitCode());
            assertTrue(outcome.err().contains("--image-size must be from 1 to 8192, is " + size + "\n"), outcome.err());
        }
    }

    @Test
    void lenientIsForAFile() throws IOException {
        Outcome outcome = Cli.run("predict", SMALL, image().toString(), "--lenient");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("--lenient is for the file of --weights"), outcome.err());
    }
}
