package dev.jimm.core.distill;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.pretrained.PretrainedModel;
import dev.jimm.core.pretrained.PretrainedModels;
import dev.jimm.core.pretrained.PretrainedWeights;
import java.util.List;

/** Makes a teacher of a model's name, with its pretrained weights or those of a file. */
final class NamedTeacher {
    private final ModelCatalogue models;
    private final PretrainedModels pretrained;

    NamedTeacher(ModelCatalogue models, PretrainedWeights pretrained) {
        this.models = models;
        this.pretrained = new PretrainedModels(models, pretrained);
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
        if (name.startsWith(Pretrained.HUB)) {
            return;
        }
        try {
            models.preprocessing(name);
        } catch (JimmException e) {
            throw new JimmException(
                    e.category(), "distillation.teacher: there is no folder " + name + ", and " + e.getMessage(), e);
        }
    }
}
