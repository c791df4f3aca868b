package dev.jimm.core.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.distill.DistillationConfig.Kind;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.LossConfig;
import dev.jimm.core.loss.Losses;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.verify.GeneratedValues;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A student whose features are mean colours, and a teacher whose features are two mixtures of them. The expected
 * numbers are PyTorch's, with {@code unit(name, shape)} for generated values:
 *
 * <pre>{@code
 * x, y = unit("x", 4, 3, 2, 2), tensor([1, 0, 3, 1])
 * f = x.mean((2, 3)); a = f @ unit("head.weight", 4, 3).T; b = f @ unit("head_dist.weight", 4, 3).T; logits = (a + b) / 2
 * tf = ((x * ss + ms - mt) / st).mean((2, 3)) @ unit("hidden.weight", 2, 3).T; tl = tf @ unit("fc.weight", 4, 2).T
 * soft = lambda s: kl_div(log_softmax(s / T, -1), log_softmax(tl / T, -1), reduction="batchmean", log_target=True) * T**2
 * hard = lambda s: cross_entropy(s, tl.argmax(-1))
 * features = mse_loss(f @ unit("distillation.projection.weight", 2, 3).T + unit("distillation.projection.bias", 2), tf)
 * loss = 0.4 * cross_entropy(a if token else logits, y) + 0.7 * (soft(logits) | hard(logits) | features | soft(b) | hard(b))
 * }</pre>
 */
@Tag("engine")
class DistillationTest {
    private static final int SIDE = 2;
    private static final int CLASSES = 4;
    private static final Preprocessing STUDENTS = preprocessing(List.of(0.5, 0.4, 0.3), List.of(0.2, 0.25, 0.3));
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    private final ParamTable table = new ParamTable();
    private final Param head = table.root().at("head").weight("weight", Init.ZEROS, CLASSES, 3);
    private final Param headDist = table.root().at("head_dist").weight("weight", Init.ZEROS, CLASSES, 3);
    private final Model student = Model.builder(table.root())
            .features((x, pass) -> x.mean(2, 3))
            .head((features, pass, preLogits) -> {
                Tensor hidden = pass.tap(Model.PRE_LOGITS, features.get(0));
                return pass.tap("head", hidden.linear(pass.value(head), null))
                        .add(pass.tap("head_dist", hidden.linear(pass.value(headDist), null)))
                        .div(2);
            })
            .featureCount(3)
            .build();

    private long live;
    private Weights weights;
    private Teacher teacher;

    @BeforeEach
    void generate() {
        live = DeviceTensor.live();
        weights = generated(table);
        teacher = teacher(null);
    }

    @AfterEach
    void nothingIsLeft() {
        weights.close();
        teacher.close();
        assertEquals(live, DeviceTensor.live());
    }

    private static Preprocessing preprocessing(List<Double> mean, List<Double> std) {
        return new Preprocessing(SIDE, SIDE, 1, CropMode.CENTER, "bilinear", mean, std);
    }

    private static Weights generated(ParamTable table) {
        return Weights.of(table, param -> GeneratedValues.unit(param.name(), Math.toIntExact(param.count())), false);
    }

    /** @param side the only size that it takes, or {@code null} */
    private static Teacher teacher(Integer side) {
        ParamTable table = new ParamTable();
        Param hidden = table.root().at("hidden").weight("weight", Init.ZEROS, 2, 3);
        Param classifier = table.root().at("fc").weight("weight", Init.ZEROS, CLASSES, 2);
        Model.Builder builder = Model.builder(table.root())
                .features((x, pass) -> x.mean(2, 3).linear(pass.value(hidden), null))
                .head((features, pass, preLogits) ->
                        preLogits ? features.get(0) : features.get(0).linear(pass.value(classifier), null))
                .featureCount(2);
        Model structure = (side == null ? builder : builder.imageSize(side, side)).build();
        return new Teacher("tiny", structure, generated(table), MEAN, STD, List.of());
    }

    private static DistillationConfig config(Kind kind, double temperature) {
        return new DistillationConfig("tiny", null, kind, temperature, 0.7, 0.4);
    }

    private Program program(Distillation distillation, Execution execution, Set<Param> trained) {
        return Program.gradients(
                execution,
                Precision.FP32,
                List.of(
                        new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, SIDE, SIDE),
                        new Program.Input(ElementType.INT64, Shapes.BATCH)),
                (inputs, values) -> List.of(distillation.loss(
                        inputs.get(0),
                        inputs.get(1),
                        Losses.create(LossConfig.defaults(), 1),
                        new Pass(values, true, distillation.taps()))),
                trained::contains);
    }

    private static Program.Results run(Program program, Values values) {
        try (DeviceTensor x = DeviceTensor.of(GeneratedValues.unit("x", 4 * 3 * SIDE * SIDE), 4, 3, SIDE, SIDE);
                DeviceTensor labels = DeviceTensor.of(new long[] {1, 0, 3, 1}, 4)) {
            return program.run(List.of(x, labels), values);
        }
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @CsvSource({
        "SOFT, 2.5, TRACED, 0.5763956, 0.0108870, 0.037312, 0.037312",
        "SOFT, 2.5, EAGER, 0.5763956, 0.0108870, 0.037312, 0.037312",
        "HARD, 1, TRACED, 1.5482149, 0.0135873, 0.091712, 0.091712",
        "FEATURES, 1, TRACED, 1.1220982, 0.0097369, 0.040834, 0.040834",
        "TOKEN_SOFT, 2.5, TRACED, 0.5219457, 0.0213952, 0.075225, 0.018298",
        "TOKEN_HARD, 1, TRACED, 1.3636477, 0.0213952, 0.075225, 0.189330"
    })
    void lossesAndGradientsAreThoseOfTheReference(
            Kind kind,
            double temperature,
            Execution execution,
            double loss,
            double first,
            double headNorm,
            double headDistNorm) {
        Distillation distillation = new Distillation(config(kind, temperature), teacher, student, STUDENTS);
        try (Weights between = generated(distillation.parameters());
                Program program = program(distillation, execution, Set.of(head, headDist));
                Program.Results results = run(program, Values.of(weights, teacher.weights(), between))) {
            assertEquals(loss, results.values().get(0).item(), 2e-6);
            float[] ofHead = results.gradients().get(head).floats();
            assertEquals(first, ofHead[0], 2e-6);
            assertEquals(headNorm, norm(ofHead), 2e-6);
            assertEquals(headDistNorm, norm(results.gradients().get(headDist).floats()), 2e-6);
        }
    }

    @Test
    void aProjectionLearnsToReachTheTeachersFeatures() {
        Distillation distillation = new Distillation(config(Kind.FEATURES, 1), teacher, student, STUDENTS);
        ParamTable own = distillation.parameters();
        assertEquals(
                List.of("distillation.projection.weight", "distillation.projection.bias"),
                own.all().stream().map(Param::name).toList());
        try (Weights between = generated(own);
                Program program = program(distillation, Execution.TRACED, Set.copyOf(own.all()));
                Program.Results results = run(program, Values.of(weights, teacher.weights(), between))) {
            float[] weight = results.gradients().get(own.all().get(0)).floats();
            assertEquals(0.0655835, weight[0], 2e-6);
            assertEquals(0.301209, norm(weight), 2e-6);
            assertEquals(
                    0.891969, norm(results.gradients().get(own.all().get(1)).floats()), 2e-6);
        }
    }

    @Test
    void noGradientReachesTheTeacher() {
        Distillation distillation = new Distillation(config(Kind.SOFT, 1), teacher, student, STUDENTS);
        Param hidden = teacher.structure().parameters().all().get(0);
        try (Program program = program(distillation, Execution.TRACED, Set.of(head, hidden));
                Program.Results results = run(program, Values.of(weights, teacher.weights()))) {
            assertEquals(0, norm(results.gradients().get(hidden).floats()));
            assertTrue(norm(results.gradients().get(head).floats()) > 0);
        }
    }

    @Test
    void featuresOfOneWidthNeedNoProjection() {
        try (Teacher twin = new Teacher("twin", student, generated(table), MEAN, STD, List.of())) {
            assertEquals(
                    List.of(),
                    new Distillation(config(Kind.FEATURES, 1), twin, student, STUDENTS)
                            .parameters()
                            .all());
        }
        assertEquals(
                List.of(),
                new Distillation(config(Kind.SOFT, 1), teacher, student, STUDENTS)
                        .parameters()
                        .all());
    }

    @Test
    void aStudentWithoutADistillationTokenIsRefused() {
        Distillation distillation =
                new Distillation(config(Kind.TOKEN_HARD, 1), teacher, teacher.structure(), STUDENTS);
        JimmException refused =
                assertThrows(JimmException.class, () -> program(distillation, Execution.TRACED, Set.of(head)));
        assertEquals(Category.CONFIGURATION, refused.category());
        assertTrue(refused.getMessage().contains("deit_tiny_distilled_patch16_224"), refused::getMessage);
    }

    /** Else its statistics would be taken twice, and its dropout drawn twice. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void theStudentsHeadRunsOnceForBothParts(Execution execution) {
        ParamTable own = new ParamTable();
        Layer norm = Norm.batch().at(own.root().at("bn"), 3);
        Model normed = Model.builder(own.root())
                .features((x, pass) -> x)
                .head(ClassifierHead.at(
                        own.root().at("fc"),
                        3,
                        new ModelOptions(CLASSES, 3, 0.5, 0, null, 32),
                        GlobalPool.AVG,
                        norm,
                        linear -> linear))
                .featureCount(3)
                .build();
        Distillation distillation = new Distillation(config(Kind.FEATURES, 1), teacher, normed, STUDENTS);
        try (Weights ofNormed = generated(own);
                Weights between = generated(distillation.parameters())) {
            float[] before =
                    ofNormed.get(own.find("bn.running_mean").orElseThrow()).floats();
            try (Program program = program(distillation, execution, Set.copyOf(own.weights()))) {
                run(program, Values.of(ofNormed, teacher.weights(), between)).close();
            }
            long steps = ofNormed.get(own.find("bn.num_batches_tracked").orElseThrow())
                    .longs()[0];
            assertEquals(1, steps);
            float[] x = GeneratedValues.unit("x", 4 * 3 * SIDE * SIDE);
            double mean = 0;
            for (int i = 0; i < x.length; i++) {
                mean += i / (SIDE * SIDE) % 3 == 0 ? x[i] / (4 * SIDE * SIDE) : 0;
            }
            assertEquals(
                    0.9 * before[0] + 0.1 * mean,
                    ofNormed.get(own.find("bn.running_mean").orElseThrow()).floats()[0],
                    1e-6);
        }
    }

    @Test
    void aStudentWhoseHeadDoesNotShowItsFeaturesIsRefused() {
        Distillation distillation = new Distillation(config(Kind.FEATURES, 1), teacher, teacher.structure(), STUDENTS);
        JimmException refused =
                assertThrows(JimmException.class, () -> program(distillation, Execution.TRACED, Set.of(head)));
        assertEquals(Category.CONFIGURATION, refused.category());
        assertTrue(refused.getMessage().contains("Model.PRE_LOGITS"), refused::getMessage);
    }

    @Test
    void aTeacherOfOtherImagesIsRefused() {
        try (Teacher large = teacher(384)) {
            JimmException refused = assertThrows(
                    JimmException.class, () -> new Distillation(config(Kind.SOFT, 1), large, student, STUDENTS));
            assertEquals(
                    "the teacher tiny takes images of 384 x 384 only, the student's are 2 x 2; set input.size to that"
                            + " size",
                    refused.getMessage());
        }
    }
}
