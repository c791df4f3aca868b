package dev.jimm.core.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.distill.DistillationConfig.Kind;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.pretrained.LocalWeights;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where teachers come from, and which are refused. */
@Tag("engine")
class TeacherTest {
    private static final ModelCatalogue MODELS =
            new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new TinyFamily(), "the test"))));
    private static final PretrainedWeights WEIGHTS = new PretrainedWeights(MODELS, new LocalWeights());
    private static final Function<Path, Teacher> NO_RUNS = path -> {
        throw new AssertionError(path + " is no folder");
    };

    @TempDir
    private Path folder;

    private long live;

    @BeforeEach
    void count() {
        live = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    private static DistillationConfig config(String teacher, Path weights, Kind kind) {
        return new DistillationConfig(teacher, weights, kind, 1, null, null);
    }

    private static Model structure(int classes) {
        return MODELS.create(ModelConfig.named("tiny_conv"), classes).structure();
    }

    /** A file with the weights of a model of so many classes. */
    private Path file(int classes) {
        Path file = folder.resolve("teacher.safetensors");
        Model model = structure(classes);
        try (Weights weights = Weights.initialised(model.parameters(), 7, false)) {
            List<SavedTensor> tensors = model.parameters().state().stream()
                    .map(param -> SavedTensor.of(param.name(), weights.get(param)))
                    .toList();
            SafetensorsWriter.write(file, tensors, Map.of());
        }
        return file;
    }

    private static String refused(DistillationConfig config, Function<Path, Teacher> runs) {
        JimmException refused =
                assertThrows(JimmException.class, () -> Teacher.load(config, MODELS, WEIGHTS, classes(5), runs));
        assertEquals(Category.CONFIGURATION, refused.category());
        return refused.getMessage();
    }

    @Test
    void aModelGetsItsWeightsFromAFile() {
        Path file = file(5);
        try (Teacher teacher =
                        Teacher.load(config("tiny_conv", file, Kind.SOFT), MODELS, WEIGHTS, classes(5), NO_RUNS);
                Weights expected = Weights.initialised(teacher.structure().parameters(), 7, true)) {
            assertEquals("tiny_conv", teacher.name());
            assertEquals(List.of(0.485, 0.456, 0.406), teacher.mean());
            assertEquals(List.of(0.229, 0.224, 0.225), teacher.std());
            for (Param param : teacher.structure().parameters().state()) {
                if (param.kind() == Param.Kind.WEIGHT) {
                    assertArrayEquals(
                            expected.get(param).floats(),
                            teacher.weights().get(param).floats(),
                            param.name());
                }
            }
        }
    }

    @Test
    void weightsOfOtherClassesTeachFeaturesOnly() {
        Path file = file(9);
        assertEquals(
                "the teacher tiny_conv of " + file + " has 9 classes, the student 5; take a teacher that was trained on"
                        + " the student's classes, or distillation.kind = features",
                refused(config("tiny_conv", file, Kind.HARD), NO_RUNS));
        try (Teacher teacher =
                Teacher.load(config("tiny_conv", file, Kind.FEATURES), MODELS, WEIGHTS, classes(5), NO_RUNS)) {
            assertEquals(
                    structure(9).parameters().weightCount(),
                    teacher.structure().parameters().weightCount());
        }
    }

    @Test
    void aClassifierOfNoFeaturesDoesNotDecideHowManyClassesThereAre() {
        Path file = folder.resolve("teacher.safetensors");
        SavedTensor classifier = new SavedTensor(
                "fc.weight",
                StoredType.of(ElementType.FLOAT32),
                new long[] {3_000_000_000L, 0},
                () -> ByteBuffer.allocate(0));
        SafetensorsWriter.write(file, List.of(classifier), Map.of());
        JimmException refused = assertThrows(
                JimmException.class,
                () -> Teacher.load(config("tiny_conv", file, Kind.FEATURES), MODELS, WEIGHTS, classes(5), NO_RUNS));
        assertEquals(Category.DATA, refused.category());
        assertTrue(
                refused.getMessage()
                        .startsWith(
                                file + ": the weights do not fit the model: 2 tensors fit, 12 missing, 0 unused, 1 of"
                                        + " another shape"),
                refused.getMessage());
    }

    @Test
    void aModelWithoutWeightsIsRefused() {
        assertEquals(
                "distillation.teacher: there are no pretrained weights of model 'tiny_conv'; 'jimm models --pretrained'"
                        + " lists the models that have some; or set distillation.weights to a file with them",
                refused(config("tiny_conv", null, Kind.SOFT), NO_RUNS));
    }

    @Test
    void aNameThatNothingHasIsRefused() {
        String message = refused(config("tiny_cov", null, Kind.SOFT), NO_RUNS);
        assertTrue(
                message.startsWith("distillation.teacher: there is no folder tiny_cov, and unknown model 'tiny_cov'"),
                message);
        assertTrue(message.contains("tiny_conv"), message);
    }

    private static Teacher run(List<String> classNames) {
        Model structure = structure(classNames.size());
        return new Teacher(
                "a run",
                structure,
                Weights.initialised(structure.parameters(), 1, false),
                List.of(0.5, 0.5, 0.5),
                List.of(0.5, 0.5, 0.5),
                classNames);
    }

    @Test
    void aFolderIsARun() {
        DistillationConfig config = config(folder.toString(), null, Kind.SOFT);
        Teacher loaded = run(classes(5));
        try (Teacher teacher = Teacher.load(config, MODELS, WEIGHTS, classes(5), path -> {
            assertEquals(folder, path);
            return loaded;
        })) {
            assertSame(loaded, teacher);
        }
        assertTrue(refused(config(folder.toString(), folder.resolve("w"), Kind.SOFT), path -> run(classes(5)))
                .startsWith("distillation.weights is for a teacher that is a model's name; "));
    }

    @Test
    void aRunOnOtherClassesTeachesFeaturesOnly() {
        DistillationConfig config = config("runs/other", null, Kind.TOKEN_SOFT);
        assertTrue(refused(config, path -> run(classes(3)))
                .startsWith("the teacher a run has 3 classes, the student 5; "));
        List<String> renamed = List.of("class 0", "class 1", "class 3", "class 2", "class 4");
        assertTrue(refused(config, path -> run(renamed))
                .startsWith("the teacher a run knows other classes than the data: class 2 is 'class 3' to it and"
                        + " 'class 2' in the data; "));
        Teacher.load(config("runs/other", null, Kind.FEATURES), MODELS, WEIGHTS, classes(5), path -> run(classes(3)))
                .close();
    }
}
