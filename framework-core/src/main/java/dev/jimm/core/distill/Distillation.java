package dev.jimm.core.distill;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.Loss;
import dev.jimm.core.model.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The loss of a student that learns from labels and from a teacher. The teacher sees what the student sees and stays as it is. */
public final class Distillation {
    /** The taps of a model with a distillation token: the logits of either classifier. */
    private static final String HEAD = "head";

    private static final String DISTILLATION_HEAD = "head_dist";

    private final DistillationConfig config;
    private final Teacher teacher;
    private final Model student;
    private final Preprocessing preprocessing;
    private final ParamTable parameters = new ParamTable();
    /** From the width of the student's features to that of the teacher's. */
    private final Layer projection;

    /**
     * @param teacher stays the caller's
     * @param preprocessing of the student
     * @throws JimmException CONFIGURATION when the teacher takes other images than the student
     */
    public Distillation(DistillationConfig config, Teacher teacher, Model student, Preprocessing preprocessing) {
        this.config = config;
        this.teacher = teacher;
        this.student = student;
        this.preprocessing = preprocessing;
        int width = student.headHiddenSize();
        int teachersWidth = teacher.structure().headHiddenSize();
        projection = config.kind() == DistillationConfig.Kind.FEATURES && width != teachersWidth
                ? Linear.of(width, teachersWidth)
                        .at(parameters.root().at("distillation").at("projection"))
                : Layer.IDENTITY;
        requireSameImages();
    }

    private void requireSameImages() {
        if (teacher.mean().size() != preprocessing.mean().size()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "the teacher " + teacher.name() + " takes images of "
                            + teacher.mean().size() + " channels, the student of "
                            + preprocessing.mean().size());
        }
        teacher.structure().imageSize().ifPresent(size -> {
            if (size[0] != preprocessing.height() || size[1] != preprocessing.width()) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "the teacher " + teacher.name() + " takes images of " + size[0] + " x " + size[1]
                                + " only, the student's are " + preprocessing.height() + " x "
                                + preprocessing.width() + "; set input.size to that size");
            }
        });
    }

    /** What is trained beside the student: none, or the projection of features of another width than the teacher's. */
    public ParamTable parameters() {
        return parameters;
    }

    /** The intermediates that the student's pass must keep. */
    public Set<String> taps() {
        return switch (config.kind()) {
            case SOFT, HARD -> Set.of();
            case TOKEN_SOFT, TOKEN_HARD -> Set.of(HEAD, DISTILLATION_HEAD);
            case FEATURES -> Set.of(Model.PRE_LOGITS);
        };
    }

    /**
     * The loss of a batch, of rank 0.
     *
     * @param x normalised for the student (N, 3, H, W)
     * @param targets as the loss of the labels takes them
     * @param pass the student's, with {@link #taps}; gives the values of the teacher's tensors and of {@link
     *     #parameters} too
     */
    public Tensor loss(Tensor x, Tensor targets, Loss ofLabels, Pass pass) {
        Tensor logits = student.forward(x, pass);
        requireTapped(pass);
        Tensor task = ofLabels.of(config.kind().isByToken() ? pass.taps().get(HEAD) : logits, targets);
        Tensor lesson = switch (config.kind()) {
            case SOFT -> soft(logits, taught(x, pass, false));
            case HARD -> hard(logits, taught(x, pass, false));
            case TOKEN_SOFT -> soft(pass.taps().get(DISTILLATION_HEAD), taught(x, pass, false));
            case TOKEN_HARD -> hard(pass.taps().get(DISTILLATION_HEAD), taught(x, pass, false));
            case FEATURES ->
                projection
                        .forward(pass.taps().get(Model.PRE_LOGITS), pass)
                        .to(ElementType.FLOAT32)
                        .meanSquaredError(taught(x, pass, true));
        };
        return task.mul(config.labelsShare()).add(lesson.mul(config.teachersShare()));
    }

    private void requireTapped(Pass pass) {
        if (!pass.taps().keySet().containsAll(taps())) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    config.kind().isByToken()
                            ? "distillation.kind = token-soft and token-hard are for a student with a distillation"
                                    + " token, such as deit_tiny_distilled_patch16_224 (jimm models '*distilled*'"
                                    + " lists them); take one, or another kind"
                            : "distillation.kind = features is for a student whose head taps what its classifier gets,"
                                    + " as Model.PRE_LOGITS; the head of this one does not: take another kind, or add"
                                    + " the tap to the model's plugin");
        }
    }

    /** The divergence of the student's probabilities from the teacher's; the gradient does not shrink with the temperature. */
    private Tensor soft(Tensor logits, Tensor teachers) {
        Tensor expected = teachers.div(config.temperature()).logSoftmax(1);
        Tensor actual = logits.to(ElementType.FLOAT32).div(config.temperature()).logSoftmax(1);
        return expected.exp().mul(expected.sub(actual)).sum(1).mean(0).mul(config.temperature() * config.temperature());
    }

    private static Tensor hard(Tensor logits, Tensor teachers) {
        return logits.to(ElementType.FLOAT32).crossEntropy(teachers.argmax(1), 0);
    }

    /** What the teacher says of a batch; the gradient ends there. */
    private Tensor taught(Tensor x, Pass pass, boolean preLogits) {
        Pass own = new Pass(pass::value, false, Set.of());
        try {
            Model structure = teacher.structure();
            List<Tensor> features = structure.forwardFeatures(normalised(x), own);
            return structure
                    .forwardHead(features, own, preLogits)
                    .to(ElementType.FLOAT32)
                    .detach();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the teacher " + teacher.name() + ": " + e.getMessage(), e);
        }
    }

    /** From the student's mean and deviation to the teacher's. */
    private Tensor normalised(Tensor x) {
        if (teacher.mean().equals(preprocessing.mean()) && teacher.std().equals(preprocessing.std())) {
            return x;
        }
        double[] scale = new double[teacher.mean().size()];
        double[] shift = new double[scale.length];
        Arrays.setAll(scale, i -> preprocessing.std().get(i) / teacher.std().get(i));
        Arrays.setAll(
                shift,
                i -> (preprocessing.mean().get(i) - teacher.mean().get(i))
                        / teacher.std().get(i));
        return x.mul(perChannel(x, scale)).add(perChannel(x, shift));
    }

    private static Tensor perChannel(Tensor x, double[] values) {
        return x.vectorLike(values).reshape(1, values.length, 1, 1);
    }
}
