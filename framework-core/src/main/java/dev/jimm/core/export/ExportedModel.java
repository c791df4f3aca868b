package dev.jimm.core.export;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.train.SavedModel;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What is written: a model with its weights, which stay the caller's.
 *
 * @param preprocessing how images are prepared for it; its size is that of the images that the written model takes
 * @param classes names in the order of the logits; empty when they are not known
 */
public record ExportedModel(ImageModel model, Weights weights, Preprocessing preprocessing, List<String> classes) {
    /** The batch size of a model that takes batches of any size. */
    public static final int ANY_BATCH = 0;

    public ExportedModel {
        classes = List.copyOf(classes);
        model.requireImageSize(preprocessing.height(), preprocessing.width());
    }

    /** Of an opened model, which is the caller's to close. Numbers in the place of classes are no names. */
    public static ExportedModel of(SavedModel saved) {
        return new ExportedModel(
                saved.model(), saved.weights(), saved.preprocessing(), saved.isNamed() ? saved.classes() : List.of());
    }

    public String name() {
        return model.entry().name();
    }

    /**
     * The shape of the input: normalised float32 (N, C, H, W).
     *
     * @param batch the batch size, or {@link #ANY_BATCH}, for which {@link Shapes#BATCH} stands in the shape
     */
    long[] inputShape(int batch) {
        return new long[] {
            batch == ANY_BATCH ? Shapes.BATCH : batch,
            model.options().channels(),
            preprocessing.height(),
            preprocessing.width()
        };
    }

    /** The number of the model's outputs: its classes, or its features when it has none. */
    public int outputs() {
        int classes = model.options().classes();
        return classes == 0 ? model.structure().headHiddenSize() : classes;
    }

    /** The names of the classes, or their numbers where there are no names. */
    public List<String> classNames() {
        return classes.isEmpty()
                ? IntStream.range(0, outputs()).mapToObj(Integer::toString).toList()
                : classes;
    }

    /** The options of the architecture that were changed, by key, but for the image size. */
    public List<String> changedOptions() {
        Record usual = model.entry().architecture().config();
        return ConfigBinder.changedKeys(usual, model.config()).stream()
                .filter(key -> !key.equals(ModelConfig.IMAGE_SIZE))
                .toList();
    }

    /** From the normalised input to logits, in float32. */
    private Program.Body body() {
        return (inputs, parameters) -> List.of(InferenceModel.logits(model.structure(), inputs.get(0), parameters));
    }

    /**
     * The same, ready to run on batches of any size.
     *
     * @throws JimmException CONFIGURATION when the model does not take images of this size
     */
    public Program program() {
        Program.Input input = new Program.Input(ElementType.FLOAT32, inputShape(ANY_BATCH));
        return traced(() -> Program.inference(Execution.TRACED, Precision.FP32, List.of(input), body()));
    }

    /**
     * The same, written down.
     *
     * @param batch the batch size, or {@link #ANY_BATCH}
     * @throws JimmException CONFIGURATION when the model does not take images of this size
     */
    Graph graph(int batch) {
        Graph.Value input = new Graph.Value(ElementType.FLOAT32, inputShape(batch));
        return traced(() -> TraceRunner.record(Precision.FP32, List.of(input), body()::apply, false));
    }

    private <T> T traced(Supplier<T> tracing) {
        try {
            return tracing.get();
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + name() + "' does not take images of " + preprocessing.height() + " x "
                            + preprocessing.width() + ": " + e.getMessage(),
                    e);
        }
    }
}
