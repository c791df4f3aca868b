package dev.jimm.core.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jimm.core.transform.CropMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One set of pretrained weights of an architecture and how its images are prepared: timm's {@code pretrained_cfg}, with its keys.
 *
 * @param tag what follows the dot in {@code resnet50.a1_in1k}; empty for weights without a tag
 * @param hubId the repository on the Hugging Face hub ({@code timm/} stands for timm/ARCHITECTURE.TAG), or {@code null}
 * @param hubFile the name of the weights in that repository when it is not the usual one, or {@code null}
 * @param url where the weights lie when not on the hub, or {@code null}
 * @param file where they lie on this machine; goes before the two, or {@code null}
 * @param source {@code hf-hub} or {@code local-dir} (the folder {@code file}) where only that place counts, or {@code
 *     null}
 * @param customLoad {@code true} when the file is none of PyTorch's but in the form of another framework, {@code hf}
 *     when that holds on the hub, too; otherwise {@code null}
 * @param classes the number of classes of the weights' classifier
 * @param inputSize channels, height, width
 * @param fixedInputSize whether the structure is tied to that size
 * @param interpolation of the evaluation resize: bicubic, bilinear, ...
 * @param cropFraction the part of the resized image that the evaluation crop keeps
 * @param cropMode how evaluation gets from an image's shape to the input's
 * @param mean of each channel, of values in [0, 1]
 * @param deviation of each channel
 * @param firstConvolutions the names of the first convolutions, which are adapted to other numbers of channels; empty when they are
 *     not known
 * @param license an SPDX-like short name, or {@code null} when it is not known
 * @param labelNames the names of the classes, in their order; empty when they are not known
 * @param labelDescriptions what the classes are, by their names, for people; without those of which nothing is known
 * @param modelArgs options of the architecture that hold with these weights only, by timm's names
 */
public record PretrainedConfig(
        String tag,
        @JsonProperty("hf_hub_id") String hubId,
        @JsonProperty("hf_hub_filename") String hubFile,
        String url,
        String file,
        String source,
        @JsonProperty("custom_load") String customLoad,
        @JsonProperty("num_classes") Integer classes,
        @JsonProperty("input_size") List<Integer> inputSize,
        @JsonProperty("fixed_input_size") boolean fixedInputSize,
        String interpolation,
        @JsonProperty("crop_pct") Double cropFraction,
        @JsonProperty("crop_mode") CropMode cropMode,
        List<Double> mean,
        @JsonProperty("std") List<Double> deviation,
        @JsonProperty("first_conv") List<String> firstConvolutions,
        String license,
        @JsonProperty("label_names") List<String> labelNames,
        @JsonProperty("label_descriptions") Map<String, String> labelDescriptions,
        @JsonProperty("model_args") Map<String, Object> modelArgs) {
    public PretrainedConfig {
        tag = tag == null ? "" : tag;
        hubId = nullIfEmpty(hubId);
        hubFile = nullIfEmpty(hubFile);
        url = nullIfEmpty(url);
        file = nullIfEmpty(file);
        source = nullIfEmpty(source);
        customLoad = "false".equals(customLoad) ? null : nullIfEmpty(customLoad);
        classes = classes == null ? 1000 : classes;
        inputSize = inputSize == null ? List.of(3, 224, 224) : List.copyOf(inputSize);
        interpolation = interpolation == null ? "bicubic" : interpolation;
        cropFraction = cropFraction == null ? 0.875 : cropFraction;
        cropMode = cropMode == null ? CropMode.CENTER : cropMode;
        mean = mean == null ? List.of(0.485, 0.456, 0.406) : List.copyOf(mean);
        deviation = deviation == null ? List.of(0.229, 0.224, 0.225) : List.copyOf(deviation);
        firstConvolutions = firstConvolutions == null ? List.of() : List.copyOf(firstConvolutions);
        labelNames = labelNames == null ? List.of() : List.copyOf(labelNames);
        labelDescriptions = labelDescriptions == null ? Map.of() : Map.copyOf(labelDescriptions);
        modelArgs = modelArgs == null ? Map.of() : given(modelArgs);
        if (inputSize.size() != 3) {
            throw new IllegalArgumentException("input_size must be channels, height, width, is " + inputSize);
        }
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException("mean and std must be as many, are " + mean + " and " + deviation);
        }
    }

    /**
     * Of timm's keys; those that are unknown mean nothing here.
     *
     * @param values what JSON consists of: texts, numbers, booleans, lists and maps
     * @throws IllegalArgumentException when a value is of the wrong type
     */
    public static PretrainedConfig of(Map<String, ?> values) {
        JsonValues json = new JsonValues(values);
        return new PretrainedConfig(
                json.text("tag"),
                json.text("hf_hub_id"),
                json.text("hf_hub_filename"),
                json.text("url"),
                json.text("file"),
                json.text("source"),
                json.text("custom_load"),
                json.whole("num_classes"),
                json.wholes("input_size"),
                json.flag("fixed_input_size"),
                json.text("interpolation"),
                json.number("crop_pct"),
                cropMode(json.text("crop_mode")),
                json.numbers("mean"),
                json.numbers("std"),
                json.oneOrMoreTexts("first_conv"),
                json.text("license"),
                json.texts("label_names"),
                json.mapOf("label_descriptions", JsonValues::text),
                json.map("model_args"));
    }

    private static CropMode cropMode(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(CropMode.values())
                .filter(mode -> mode.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'crop_mode' must be one of " + Arrays.toString(CropMode.values()) + ", is " + name));
    }

    /** In timm's tables, an empty text is no place either. */
    private static String nullIfEmpty(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** In timm's files, a null stands for the architecture's own value. */
    private static Map<String, Object> given(Map<String, Object> arguments) {
        Map<String, Object> given = new HashMap<>(arguments);
        given.values().removeIf(Objects::isNull);
        return Map.copyOf(given);
    }

    /** What holds for an architecture without pretrained weights: timm's defaults, with the statistics of ImageNet. */
    static PretrainedConfig none() {
        return new PretrainedConfig(
                null, null, null, null, null, null, null, null, null, false, null, null, null, null, null, null, null,
                null, null, null);
    }

    /** The same for images of another height and width. */
    public PretrainedConfig imageSize(int size) {
        return new PretrainedConfig(
                tag,
                hubId,
                hubFile,
                url,
                file,
                source,
                customLoad,
                classes,
                List.of(inputSize.get(0), size, size),
                fixedInputSize,
                interpolation,
                cropFraction,
                cropMode,
                mean,
                deviation,
                firstConvolutions,
                license,
                labelNames,
                labelDescriptions,
                modelArgs);
    }

    /**
     * How its images are prepared.
     *
     * @throws IllegalArgumentException when none can be prepared so
     */
    public Preprocessing preprocessing() {
        return new Preprocessing(
                inputSize.get(1), inputSize.get(2), cropFraction, cropMode, interpolation, mean, deviation);
    }

    /** Whether there are weights to be had. */
    public boolean hasWeights() {
        return hubId != null || url != null || file != null;
    }
}
