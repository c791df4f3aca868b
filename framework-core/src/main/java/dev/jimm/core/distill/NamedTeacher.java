package dev.jimm.core.distill;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.pretrained.PretrainedModel;
import dev.jimm.core.pretrained.PretrainedModels;
import java.util.List;

/** Makes a teacher of a model's name, with its pretrained weights or those of a file. */
final class NamedTeacher {
    private final PretrainedModels pretrained;

    NamedTeacher(PretrainedModels pretrained) {
        this.pretrained = pretrained;
    }

    Teacher load(DistillationConfig config, int classes) {
        requireKnown(config.teacher());
        PretrainedModel teacher = open(config);
        int stored = teacher.model().options().classes();
        if (stored != classes && config.kind() != DistillationConfig.Kind.FEATURES) {
            teacher.close();
            throw Teacher.otherClasses(config.teacher() + " of " + teacher.file(), stored, classes);
        }
        PretrainedConfig images = teacher.model().preprocessing();
        return new Teacher(
                config.teacher(),
                teacher.model().structure(),
                teacher.weights(),
                images.mean(),
                images.deviation(),
                images.labelNames().size() == stored ? images.labelNames() : List.of());
    }

    private PretrainedModel open(DistillationConfig config) {
        try {
            return pretrained.open(PretrainedModels.Request.of(config.teacher(), config.weights()));
        } catch (JimmException e) {
            if (config.weights() != null) {
                throw e;
            }
            throw new JimmException(
                    e.category(),
                    "distillation.teacher: " + e.getMessage() + "; or set distillation.weights to a file with them",
                    e);
        }
    }

    private void requireKnown(String name) {
        try {
            pretrained.requireName(name);
        } catch (JimmException e) {
            throw new JimmException(e.category(), "distillation.teacher: " + e.getMessage(), e);
        }
    }
}
