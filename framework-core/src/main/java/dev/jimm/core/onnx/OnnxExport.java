package dev.jimm.core.onnx;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.BatchNormFolding;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import dev.jimm.core.model.FeatureExtractor;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Writes models as ONNX files, for inference in float32. Tensors keep their names of the state dict, unless they are computed from others:
 * what depends on weights alone is computed when the file is written.
 */
public final class OnnxExport {
    /** The images, (N, C, H, W), normalised as the model's preprocessing says. */
    public static final String INPUT = "input";
    /** (N, classes). */
    public static final String LOGITS = "logits";
    /** In front of the numbers of feature maps, from 0. */
    public static final String FEATURES = "features.";

    private OnnxExport() {}

    /** As {@link #write(Path, OnnxModel, OnnxOptions)}. */
    public static OnnxFile write(
            Path file,
            ImageModel model,
            Weights weights,
            Preprocessing preprocessing,
            List<String> classes,
            OnnxOptions options) {
        return write(file, OnnxModel.of(model, weights, preprocessing, classes), options);
    }

    /**
     * Writes a file. What was there stays until all is written, and, where the weights stand in a file of their own, that one is written
     * first.
     *
     * @throws JimmException CONFIGURATION when the model cannot be expressed or not with these options, naming every operator that is
     *     in the way; DATA when the file cannot be written
     */
    public static OnnxFile write(Path file, OnnxModel model, OnnxOptions options) {
        if (options.dynamicSize()) {
            DynamicSize.requireFree(model);
        }
        Graph plain = record(model, options);
        Graph folded = folded(plain, options);
        OnnxGraph graph = translate(folded, model, options);
        OnnxGraph other = options.dynamicSize() ? ofOtherSize(graph, model, options) : graph;
        int count = BatchNormFolding.count(plain) - BatchNormFolding.count(folded);
        return write(file, graph, other, count, model, options);
    }

    /**
     * The computation that is written for the model's own image size, to be changed before it is.
     *
     * @throws JimmException CONFIGURATION when the model cannot be recorded
     */
    public static Graph graph(OnnxModel model, OnnxOptions options) {
        return folded(record(model, options), options);
    }

    /**
     * Writes a computation that was made of {@link #graph}, as {@link #write(Path, OnnxModel, OnnxOptions)} writes that one.
     *
     * @throws IllegalArgumentException when the options are for images of any size: only the model itself can be recorded for another
     */
    public static OnnxFile write(Path file, OnnxModel model, Graph graph, OnnxOptions options) {
        if (options.dynamicSize()) {
            throw new IllegalArgumentException("a computation that was changed serves one image size");
        }
        OnnxGraph translated = translate(graph, model, options);
        return write(file, translated, translated, 0, model, options);
    }

    private static OnnxFile write(
            Path file, OnnxGraph graph, OnnxGraph other, int folded, OnnxModel model, OnnxOptions options) {
        OnnxFile made = new OnnxFile(
                file,
                Optional.empty(),
                Ports.of(graph.inputs(), other.inputs()),
                Ports.of(graph.outputs(), other.outputs()),
                graph.nodes().size(),
                folded);
        OnnxFileWriter writer = new OnnxFileWriter(graph, file, options.externalData());
        Optional<Path> data = writer.write(model.name(), made, model.metadata());
        return new OnnxFile(file, data, made.inputs(), made.outputs(), made.nodes(), folded);
    }

    /** The same model for another size, which must become the same. */
    private static OnnxGraph ofOtherSize(OnnxGraph graph, OnnxModel model, OnnxOptions options) {
        OnnxModel otherSize = DynamicSize.otherSize(model);
        Graph recorded;
        try {
            recorded = record(otherSize, options);
        } catch (JimmException e) {
            throw DynamicSize.refusal(model, e);
        }
        OnnxGraph other = translate(folded(recorded, options), otherSize, options);
        DynamicSize.requireSame(model, graph, other);
        return other;
    }

    private static Graph folded(Graph recorded, OnnxOptions options) {
        return options.foldBatchNorm() ? BatchNormFolding.fold(recorded) : recorded;
    }

    private static OnnxGraph translate(Graph graph, OnnxModel model, OnnxOptions options) {
        List<String> outputs = options.featureMaps().isEmpty()
                ? List.of(LOGITS)
                : IntStream.range(0, options.featureMaps().size())
                        .mapToObj(i -> FEATURES + i)
                        .toList();
        try {
            return OnnxGraph.of(graph, options.opset(), List.of(INPUT), outputs, model.weights());
        } catch (JimmException e) {
            throw new JimmException(e.category(), "model '" + model.name() + "' " + e.getMessage(), e);
        }
    }

    private static Graph record(OnnxModel model, OnnxOptions options) {
        long batch = options.batch() == 0 ? Shapes.BATCH : options.batch();
        Graph.Value input =
                new Graph.Value(ElementType.FLOAT32, batch, model.channels(), model.height(), model.width());
        try {
            return TraceRunner.record(
                    Precision.FP32,
                    List.of(input),
                    (inputs, parameters) -> outputs(model, options, inputs.get(0), parameters),
                    false);
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + model.name() + "' cannot be exported for images of " + model.height() + " x "
                            + model.width() + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<Tensor> outputs(
            OnnxModel model, OnnxOptions options, Tensor x, Function<Param, Tensor> parameters) {
        if (options.featureMaps().isEmpty()) {
            return List.of(model.structure().forward(x, new Pass(parameters, false, Set.of())));
        }
        List<FeatureInfo> maps = FeatureExtractor.features(model.structure(), options.featureMaps());
        return FeatureExtractor.maps(model.structure(), maps, x, parameters);
    }
}
