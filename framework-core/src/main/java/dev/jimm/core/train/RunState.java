package dev.jimm.core.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.weights.Checkpoint;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a checkpoint says beside its tensors: enough to go on with the run, and to use the model without it. It may come from anywhere,
 * so it is data and nothing else: what it says is checked, and nothing in it makes a file or the environment be read.
 *
 * @param configuration the run's resolved configuration, as JSON
 * @param classes the class names in the order of the labels
 * @param epoch the epoch that goes on, from 0
 * @param batch how many of its batches were trained
 * @param updates how many updates there were, those that were skipped included
 * @param optimizerSteps how many steps the optimizer of each stage made, by the epoch that the stage begins with
 * @param rate the learning rate of the last update
 * @param skips what was skipped, and the scale of the loss
 * @param lossSum over the updates of the epoch that goes on
 * @param losses how many updates that is the sum of
 * @param metrics of the epochs that were finished
 * @param data {@link dev.jimm.core.data.TrainingData#fingerprint} of the run's data
 * @param teacher {@link RunParts#teacherFingerprint} of the run; empty without a teacher
 * @param badSamples reasons by the index of training samples that could not be read
 */
@JsonIgnoreProperties(SavedModel.SOUP)
record RunState(
        String configuration,
        List<String> classes,
        Preprocessing preprocessing,
        int epoch,
        int batch,
        long updates,
        Map<Integer, Long> optimizerSteps,
        double rate,
        UpdateStep.Skips skips,
        double lossSum,
        int losses,
        List<EpochMetrics> metrics,
        String data,
        String teacher,
        Map<Integer, String> badSamples) {
    static final String MODEL = "model";
    static final String OPTIMIZER = "optimizer";
    /** The moving average of the model's tensors. */
    static final String EMA = "ema";
    /** What is trained beside the model. */
    static final String EXTRA = "distillation";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    RunState {
        requireNoNulls("classes", classes);
        requireNoNulls("metrics", metrics);
        requireNoNulls("badSamples", List.copyOf(badSamples.values()));
        require(!classes.isEmpty(), "classes must not be empty");
        require(new HashSet<>(classes).size() == classes.size(), "classes must differ, are " + classes);
        require(epoch >= 0, "epoch must be at least 0, is " + epoch);
        require(batch >= 0, "batch must be at least 0, is " + batch);
        require(updates >= 0, "updates must be at least 0, is " + updates);
        require(
                optimizerSteps.values().stream().allMatch(steps -> steps != null && steps >= 0),
                "optimizerSteps must be at least 0, are " + optimizerSteps);
        require(rate >= 0 && Double.isFinite(rate), "rate must be at least 0, is " + rate);
        require(losses >= 0, "losses must be at least 0, are " + losses);
        require(Double.isFinite(lossSum), "lossSum must be finite, is " + lossSum);
        require(metrics.size() == epoch, "metrics must be of " + epoch + " epochs, are of " + metrics.size());
        classes = List.copyOf(classes);
        metrics = List.copyOf(metrics);
        // in order, since the order of other maps differs from one JVM to the next, and a checkpoint's bytes must not
        badSamples = Collections.unmodifiableMap(new TreeMap<>(badSamples));
        optimizerSteps = Collections.unmodifiableMap(new TreeMap<>(optimizerSteps));
    }

    private static void requireNoNulls(String key, List<?> values) {
        require(values.stream().allMatch(Objects::nonNull), key + " must not hold null");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    ObjectNode toJson() {
        return JSON.valueToTree(this);
    }

    static RunState of(Checkpoint checkpoint) {
        try {
            return JSON.treeToValue(checkpoint.state(), RunState.class);
        } catch (JsonProcessingException e) {
            throw unusable(checkpoint.folder(), reason(e), e);
        }
    }

    /**
     * The run's configuration.
     *
     * @param folder of the checkpoint
     * @param problems receives what is wrong with its values
     */
    RunConfig config(Path folder, Problems problems) {
        return RunConfig.bind(resolved(folder), problems);
    }

    /**
     * The run's resolved configuration, as it stands there.
     *
     * @param folder of the checkpoint
     */
    Config resolved(Path folder) {
        try {
            Map<String, Object> sections = JSON.readValue(configuration, new TypeReference<>() {});
            if (sections == null) {
                throw unusable(folder, "its configuration is null", null);
            }
            return ConfigValueFactory.fromMap(sections, "configuration").toConfig();
        } catch (JsonProcessingException e) {
            throw unusable(folder, "its configuration is no JSON object: " + reason(e), e);
        }
    }

    static JimmException unusable(Path folder, String problem, Exception cause) {
        return new JimmException(
                Category.DATA,
                folder + ": this checkpoint was not written by a training run of this version: " + problem,
                cause);
    }

    private static String reason(JsonProcessingException e) {
        String message =
                e.getCause() instanceof IllegalArgumentException check ? check.getMessage() : e.getOriginalMessage();
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return path.isEmpty() ? message : "'" + path + "': " + message;
    }
}
