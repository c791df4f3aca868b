package dev.jimm.core.train;

import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.distill.Distillation;
import dev.jimm.core.distill.Teacher;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.loss.Loss;
import dev.jimm.core.optimizer.TrainedParameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What a teacher adds to a training.
 *
 * @param between what is trained beside the student, for {@link Distillation#parameters}
 * @param fingerprint of the teacher's weights: what must be the same for a run to go on
 */
record Teaching(Distillation distillation, Teacher teacher, Weights between, String fingerprint) {
    Teaching(Distillation distillation, Teacher teacher, Weights between) {
        this(distillation, teacher, between, fingerprint(teacher));
    }

    private static String fingerprint(Teacher teacher) {
        CRC32C checksum = new CRC32C();
        teacher.structure()
                .parameters()
                .state()
                .forEach(param -> checksum.update(teacher.weights().get(param).bytes()));
        return String.format(Locale.ROOT, "weights of checksum %08x", checksum.getValue());
    }

    /** Of the student, of the teacher, and of what is trained between them. */
    Values with(Weights student) {
        return Values.of(student, teacher.weights(), between);
    }

    /** What is trained between them, as the student's parameters are: matrices decay. */
    List<TrainedParameter> trained(double weightDecay) {
        return distillation.parameters().weights().stream()
                .map(param -> new TrainedParameter(param, "distillation", 1, param.rank() > 1 ? weightDecay : 0))
                .toList();
    }

    Objective objective(Loss ofLabels) {
        return new Objective() {
            @Override
            public Tensor loss(Tensor x, Pass pass, Tensor targets) {
                return distillation.loss(x, targets, ofLabels, pass);
            }

            @Override
            public Set<String> taps() {
                return distillation.taps();
            }
        };
    }
}
