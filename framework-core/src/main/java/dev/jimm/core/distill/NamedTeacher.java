package dev.jimm.core.distill;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import java.util.List;
import java.util.Optional;

/** Makes a teacher of a model's name and a file of weights. */
final class NamedTeacher {
    private NamedTeacher() {}

    static Teacher load(DistillationConfig config, ModelCatalogue models, int classes) {
        requireKnown(config.teacher(), models);
        if (config.weights() == null) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "distillation.teacher = " + config.teacher() + " is a model's name, and its weights are not"
                            + " downloaded; set distillation.weights to a safetensors file with them");
        }
        SafetensorsReader file = SafetensorsReader.open(config.weights());
        ImageModel model = models.create(ModelConfig.named(config.teacher()), classes);
        int stored = classes(file, model.structure()).orElse(classes);
        if (stored != classes) {
            if (config.kind() != DistillationConfig.Kind.FEATURES) {
                throw Teacher.otherClasses(config.teacher() + " of " + file.file(), stored, classes);
            }
            model = models.create(ModelConfig.named(config.teacher()), stored);
        }
        return new Teacher(
                config.teacher(),
                model.structure(),
                weights(model.structure().parameters(), file),
                model.preprocessing().mean(),
                model.preprocessing().deviation(),
                List.of());
    }

    private static void requireKnown(String name, ModelCatalogue models) {
        try {
            models.preprocessing(name);
        } catch (JimmException e) {
            throw new JimmException(
                    e.category(), "distillation.teacher: there is no folder " + name + ", and " + e.getMessage(), e);
        }
    }

    /** How many classes the weights of a file are for; empty if it has no classifier. */
    private static Optional<Integer> classes(SafetensorsReader file, Model structure) {
        return structure.parameters().weights().stream()
                .map(Param::name)
                .filter(name -> structure.classifier().stream().anyMatch(scope -> name.startsWith(scope + ".")))
                .findFirst()
                .flatMap(file::find)
                .map(StoredTensor::shape)
                .filter(shape -> shape.length > 0)
                .map(shape -> requireCount(shape[0], file));
    }

    private static int requireCount(long classes, SafetensorsReader file) {
        if (classes > Integer.MAX_VALUE) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": the classifier is one of " + classes + " classes, more than a model can have; the"
                            + " file is damaged, or holds no model's weights");
        }
        return (int) classes;
    }

    private static Weights weights(ParamTable table, SafetensorsReader file) {
        WeightLoader.requireFit(table, file); // before any memory is taken
        Weights weights = Weights.initialised(table, 0, true);
        try {
            WeightLoader.load(weights, file, Strictness.STRICT);
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }
}
