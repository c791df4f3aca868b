package dev.jimm.core.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.Model;
import dev.jimm.core.engine.Values;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.provenance.JimmVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model to be written.
 *
 * @param name for messages, and of the graph
 * @param channels of the input
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 * @param metadata what a user of the file should know, by name
 */
public record OnnxModel(
        String name,
        Model structure,
        Values weights,
        int channels,
        int height,
        int width,
        Map<String, String> metadata) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A model with the preprocessing of its weights, which the metadata tells; lists are written in JSON. */
    public static OnnxModel of(ImageModel model, Values weights, Preprocessing preprocessing, List<String> classes) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("jimm.version", JimmVersion.text());
        metadata.put("architecture", model.entry().name());
        metadata.put(
                "input_size", json(List.of(model.options().channels(), preprocessing.height(), preprocessing.width())));
        metadata.put("mean", json(preprocessing.mean()));
        metadata.put("std", json(preprocessing.std()));
        metadata.put("interpolation", preprocessing.interpolation());
        metadata.put("crop_pct", json(preprocessing.cropPct()));
        metadata.put("crop_mode", preprocessing.cropMode().name().toLowerCase(Locale.ROOT));
        if (!classes.isEmpty()) {
            metadata.put("classes", json(classes));
        }
        return new OnnxModel(
                model.entry().name(),
                model.structure(),
                weights,
                model.options().channels(),
                preprocessing.height(),
                preprocessing.width(),
                metadata);
    }

    private static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
