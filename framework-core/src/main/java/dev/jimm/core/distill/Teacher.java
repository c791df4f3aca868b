package dev.jimm.core.distill;

import dev.jimm.api.model.Model;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.pretrained.PretrainedModels;
import dev.jimm.core.pretrained.PretrainedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A trained model that teaches. Closing it frees the weights.
 *
 * @param name for messages
 * @param mean of each channel of its input, of values in [0, 1]
 * @param std the deviation of each channel
 * @param classNames in the order of its logits; empty where they are not known
 */
public record Teacher(
        String name, Model structure, Weights weights, List<Double> mean, List<Double> std, List<String> classNames)
        implements AutoCloseable {
    public Teacher {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        classNames = List.copyOf(classNames);
    }

    /**
     * Loads the teacher of a configuration that has one.
     *
     * @param classNames the student's
     * @param runs loads the folder of a run or of a checkpoint
     * @throws JimmException CONFIGURATION or DATA when there is no such teacher, its weights are missing or do not fit,
     *     or it knows other classes than the student shall learn from it
     */
    public static Teacher load(
            DistillationConfig config,
            ModelCatalogue models,
            PretrainedWeights pretrained,
            List<String> classNames,
            Function<Path, Teacher> runs) {
        if (!PretrainedModels.isFolder(config.teacher())) {
            return new NamedTeacher(new PretrainedModels(models, pretrained)).load(config, classNames.size());
        }
        if (config.weights() != null) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "distillation.weights is for a teacher that is a model's name; " + config.teacher()
                            + " is a folder and has weights of its own; leave the key out");
        }
        Teacher teacher = runs.apply(Path.of(config.teacher()));
        try {
            if (config.kind() != DistillationConfig.Kind.FEATURES) {
                teacher.requireClasses(classNames);
            }
            return teacher;
        } catch (RuntimeException e) {
            teacher.close();
            throw e;
        }
    }

    private void requireClasses(List<String> wanted) {
        if (classNames.size() != wanted.size()) {
            throw otherClasses(name, classNames.size(), wanted.size());
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!classNames.get(i).equals(wanted.get(i))) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "the teacher " + name + " knows other classes than the data: class " + i + " is '"
                                + classNames.get(i) + "' to it and '" + wanted.get(i)
                                + "' in the data; take a teacher that was trained on these classes, or"
                                + " distillation.kind = features");
            }
        }
    }

    static JimmException otherClasses(String name, long teachers, int students) {
        return new JimmException(
                Category.CONFIGURATION,
                "the teacher " + name + " has " + teachers + " classes, the student " + students
                        + "; take a teacher that was trained on the student's classes, or distillation.kind ="
                        + " features");
    }

    @Override
    public void close() {
        weights.close();
    }
}
