package dev.jimm.core.quantize;

import dev.jimm.api.data.Reader;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxFile;
import dev.jimm.core.onnx.OnnxModel;
import dev.jimm.core.onnx.OnnxOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes models as ONNX files with weights of 8 bits: a quarter of the size, and faster where a machine multiplies such numbers faster. */
public final class Quantization {
    /** With quantised operators of a scale a channel; what newer versions have is not needed. */
    private static final OnnxOptions OPTIONS = OnnxOptions.DEFAULT;

    private Quantization() {}

    /**
     * Static: the ranges of activations are measured now, with images that are like those to come.
     *
     * @param images as many of them as the model is to be calibrated with, a hundred or more; labels do not matter
     * @param workers threads that decode
     * @param step is told of each image
     * @throws JimmException CONFIGURATION when the model cannot be written or has nothing to quantise, DATA when no image can be read, the
     *     model computes no numbers, or the file cannot be written
     */
    public static QuantizedFile calibrated(
            Path file,
            OnnxModel model,
            Preprocessing preprocessing,
            Reader images,
            int workers,
            Target target,
            Runnable step) {
        Graph graph = OnnxExport.graph(model, OPTIONS);
        Placement placement = Placement.of(graph, target);
        requireLayers(model, placement, "convolutions or linear layers");
        Map<Graph.Value, Steps> steps = new LinkedHashMap<>();
        int seen;
        try (Calibration calibration =
                new Calibration(graph, placement.activations(), preprocessing, model.weights())) {
            seen = measure(calibration, preprocessing, images, workers, step);
            calibration.ranges().forEach((value, range) -> steps.put(value, Steps.of(range, target)));
        }
        Graph quantized = QuantizedGraph.withSteps(graph, placement, steps, target);
        return written(OnnxExport.write(file, model, quantized, OPTIONS), placement, seen);
    }

    /**
     * Dynamic: linear layers only, which measure the range of what they get at every batch. Results depend, by rounding, on which images
     * share a batch.
     *
     * @throws JimmException CONFIGURATION when the model cannot be written or has no linear layers, DATA when the file cannot be written
     */
    public static QuantizedFile dynamic(Path file, OnnxModel model) {
        Graph graph = OnnxExport.graph(model, OPTIONS);
        Placement placement = Placement.ofLinears(graph);
        requireLayers(model, placement, "linear layers");
        Graph quantized = QuantizedGraph.dynamic(graph, placement);
        return written(OnnxExport.write(file, model, quantized, OPTIONS), placement, 0);
    }

    private static void requireLayers(OnnxModel model, Placement placement, String what) {
        if (placement.layers().isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION, "model '" + model.name() + "' has no " + what + " to be quantised");
        }
    }

    private static int measure(
            Calibration calibration, Preprocessing preprocessing, Reader images, int workers, Runnable step) {
        DataConfig config = DataConfig.defaults().evaluating(Calibration.BATCH_SIZE, workers, Integer.MAX_VALUE);
        Loader loader = Loader.evaluation(images, preprocessing.evalTransform(), config);
        int seen = 0;
        try (Epoch epoch = loader.epoch(0, 0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    calibration.add(batch);
                    seen += batch.count();
                    for (int i = 0; i < batch.count(); i++) {
                        step.run();
                    }
                }
            }
        }
        if (seen == 0) {
            throw new JimmException(Category.DATA, "there is no image to calibrate with");
        }
        return seen;
    }

    private static QuantizedFile written(OnnxFile file, Placement placement, int images) {
        return new QuantizedFile(
                file, placement.layers(), placement.activations().size(), images, placement.kept());
    }
}
