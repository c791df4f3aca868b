package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stops a training: each with a category and a message that says what to do, and nothing left behind. */
@Tag("engine")
@Timeout(300)
class TrainingErrorsTest {
    @TempDir
    private Path temporary;

    private Runs runs;
    private long liveBefore;

    @BeforeEach
    void makeData() {
        runs = new Runs(temporary).withData(4);
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private static String refused(Category category, Config config) {
        JimmException error = assertThrows(JimmException.class, () -> Runs.start(config));
        assertEquals(category, error.category(), error.getMessage());
        return error.getMessage();
    }

    private static void assertContains(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aRunIsNotOverwritten() throws IOException {
        Runs.start(runs.config("twice", "train.epochs = 1"));
        byte[] metrics = Files.readAllBytes(runs.folder("twice").resolve("metrics.csv"));
        assertContains(
                refused(Category.CONFIGURATION, runs.config("twice")),
                runs.folder("twice") + " holds a run already",
                "--resume");
        assertTrue(
                Arrays.equals(metrics, Files.readAllBytes(runs.folder("twice").resolve("metrics.csv"))));
    }

    @Test
    void classCountsMustAgree() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("classes", "model.num-classes = 5")),
                "model.num-classes is 5",
                runs.data() + " has 3 classes");
        assertFalse(
                Files.exists(runs.folder("classes").resolve("run.conf")),
                "the name is not taken before all is known to fit");
    }

    @Test
    void aLossThatIsNotFiniteStops() {
        Config config =
                runs.config("diverged", "optimizer.lr = 1e30", "train.checkpoints.steps = 1", "train.epochs = 9");
        assertContains(
                refused(Category.CHECK_FAILED, config),
                "the loss is ",
                "at update ",
                "Lower optimizer.lr",
                runs.folder("diverged").toString());
        CheckpointStore checkpoints =
                new CheckpointStore(runs.folder("diverged").resolve("checkpoints"));
        assertTrue(checkpoints.last().isPresent(), "the checkpoints from before are there");
    }

    @Test
    void theOutputFolderMustBeWritable() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "in the way");
        assertContains(
                refused(Category.DATA, runs.config("blocked", "train.output = \"" + file.resolve("runs") + "\"")),
                file.resolve("runs").resolve("blocked").toString(),
                "train.output");
    }

    @Test
    void theDataMustBeThere() {
        assertContains(
                refused(Category.DATA, runs.config("nowhere", "data.root = \"" + temporary.resolve("none") + "\"")),
                "data.root = " + temporary.resolve("none") + ": it does not exist; expected is ROOT/train/CLASS/*.jpg");
    }

    @Test
    void unreadableImagesAreToleratedUpToALimit() throws IOException {
        for (String name : new String[] {"blue", "green", "red"}) {
            for (int i = 0; i < 4; i++) {
                Files.writeString(runs.data().resolve(name).resolve(i + ".png"), "no picture");
            }
        }
        assertContains(refused(Category.DATA, runs.config("unreadable", "data.max-bad-in-row = 3")), ".png");
    }

    @Test
    void aValidationSetNeedsImages() throws IOException {
        Path validation = Files.createDirectories(temporary.resolve("split"));
        Files.move(runs.data(), validation.resolve("train"));
        for (String name : new String[] {"blue", "green", "red"}) {
            Files.createDirectories(validation.resolve("val").resolve(name));
            Files.writeString(validation.resolve("val").resolve(name).resolve("0.png"), "no picture");
        }
        assertContains(
                refused(Category.DATA, runs.config("unseen", "data.root = \"" + validation + "\"")),
                "3 images in a row cannot be read",
                "red");
    }

    @Test
    void aRunGoesOnWithItsOwnDataOnly() throws IOException {
        Config config = runs.config("moved");
        Runs.start(config);
        Files.copy(
                runs.data().resolve("red").resolve("0.png"),
                runs.data().resolve("red").resolve("another.png"));
        JimmException e = assertThrows(JimmException.class, () -> Runs.resume(config));
        assertEquals(Category.DATA, e.category());
        assertContains(
                e.getMessage(),
                "was trained with other data: ",
                " has now ",
                "; resume with what the run was started with, or accept the change by --allow-changes");
    }

    @Test
    void batchesMustNotBeLargerThanTheData() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("large", "data.batch-size = 100")),
                "data.batch-size = 100");
    }

    @Test
    void allProblemsOfAConfigurationAreToldAtOnce() {
        Config config = runs.config(
                "wrong",
                "model.options { widths = 4 }",
                "model.drop-rate = 2",
                "optimizer { name = sdg, lr = 0 }",
                "scheduler.name = cosin");
        String message = refused(Category.CONFIGURATION, config);
        assertContains(
                message,
                "unknown key 'model.options.widths'; did you mean 'width'?",
                "'model.drop-rate' must be in [0, 1), is 2.0",
                "'optimizer.lr' must be above 0",
                "unknown optimizer 'sdg'",
                "unknown scheduler 'cosin'; did you mean 'cosine'?");
        assertContains(message, "test.conf:");
    }

    @Test
    void unknownNamesComeWithTheNearest() {
        assertContains(
                refused(
                        Category.CONFIGURATION,
                        runs.config("names", "model { name = tiny_cnov }", "optimizer.name = sgdd")),
                "unknown model 'tiny_cnov'; did you mean 'tiny_conv'",
                "unknown optimizer 'sgdd'; did you mean 'sgd'?");
    }

    @Test
    void optionsOfPluginsAreChecked() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("momentum", "optimizer.momentum = 1")),
                "'optimizer.momentum' must be in [0, 1), is 1.0");
        assertContains(
                refused(Category.CONFIGURATION, runs.config("width", "model.options.width = 6")),
                "'model.options.width' must be a multiple of 4, is 6");
    }

    @Test
    void schedulesThatDoNotFitTheTrainingAreRefused() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("warm", "scheduler.warmup-epochs = 2")),
                "'scheduler.warmup-epochs' must be less than the 2 epochs, is 2",
                "test.conf:");
    }

    @Test
    void imagesThatAreTooSmallForTheModelAreRefused() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("kernel", "model.name = too_large")),
                "model 'too_large' does not work on images of 16 x 16",
                "a window of 17 (dilation 1) is larger than the size 16");
    }

    @Test
    void theInputSectionIsChecked() {
        assertContains(
                refused(Category.CONFIGURATION, runs.config("input", "input.interpolation = cubic")),
                "'input.interpolation' must be one of",
                "did you mean 'bicubic'?");
        assertContains(
                refused(Category.CONFIGURATION, runs.config("crop", "input.crop-pct = 1.5")),
                "'input.crop-pct' must be above 0 and at most 1");
    }
}
