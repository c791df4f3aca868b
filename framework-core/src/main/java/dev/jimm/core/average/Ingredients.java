package dev.jimm.core.average;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.train.RunFolder;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointInfo;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.Score;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checkpoints of one model that can be averaged.
 *
 * @param checkpoints opened, at least one; the first decides whatever the others have to agree with
 */
public record Ingredients(List<Checkpoint> checkpoints) {
    private static final String MODEL = "model";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Ingredients {
        checkpoints = List.copyOf(checkpoints);
    }

    /**
     * Opens checkpoints.
     *
     * @param paths of runs, of which the checkpoints of whole epochs are taken, and of checkpoints
     * @param last how many of the last of each run at most
     * @throws JimmException (DATA) when there are fewer than two different ones, the state of one is damaged, or some
     *     were trained with another model, other classes, another preprocessing, or another choice of held-out images
     */
    public static Ingredients open(List<Path> paths, int last) {
        Map<Path, Path> byPlace = new LinkedHashMap<>();
        paths.stream()
                .flatMap(path -> folders(path, last))
                .forEach(folder -> byPlace.putIfAbsent(folder.toAbsolutePath().normalize(), folder));
        List<Path> folders = List.copyOf(byPlace.values());
        if (folders.size() < 2) {
            throw new JimmException(
                    Category.DATA,
                    "there is nothing to average: " + folders.size() + " checkpoint in " + paths
                            + "; name a run with more of them (train.checkpoints.last keeps more), or further runs");
        }
        Ingredients ingredients =
                new Ingredients(folders.stream().map(Checkpoint::open).toList());
        ingredients.requireAgreement();
        return ingredients;
    }

    private static Stream<Path> folders(Path path, int last) {
        if (!RunFolder.isRun(path)) {
            return Stream.of(path);
        }
        CheckpointStore store = RunFolder.existing(path).checkpoints();
        List<CheckpointInfo> epochs =
                store.list().stream().filter(info -> !info.isRecovery()).toList();
        return epochs.subList(Math.max(0, epochs.size() - last), epochs.size()).stream()
                .map(info -> store.folder().resolve(info.name()));
    }

    private void requireAgreement() {
        List<String> problems = new ArrayList<>();
        JsonNode first = state(0);
        for (int i = 1; i < checkpoints.size(); i++) {
            JsonNode other = state(i);
            List<String> differing = new ArrayList<>();
            addIfOther(differing, "another model", modelName(first), modelName(other));
            addIfOther(differing, "other classes", first.path("classes"), other.path("classes"));
            addIfOther(differing, "another preprocessing", first.path("preprocessing"), other.path("preprocessing"));
            addIfOther(differing, "other data, or others held out of it", first.path("data"), other.path("data"));
            if (!differing.isEmpty()) {
                problems.add("  " + checkpoints.get(i).folder() + ": " + String.join(", ", differing));
            }
        }
        if (!problems.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "these cannot be averaged with " + checkpoints.get(0).folder() + ", they were trained with\n"
                            + String.join("\n", problems));
        }
    }

    private JsonNode state(int index) {
        return checkpoints.get(index).state();
    }

    private static void addIfOther(List<String> differing, String what, Object first, Object other) {
        if (!first.equals(other)) {
            differing.add(what);
        }
    }

    private static String modelName(JsonNode state) {
        try {
            return JSON.readTree(state.path("configuration").asText("{}"))
                    .at("/model/name")
                    .asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /**
     * Sets weights to the average of some.
     *
     * @param taken their places in {@link #checkpoints}
     * @throws JimmException (DATA) when one does not fit the weights' model
     */
    public void average(List<Integer> taken, Weights into) {
        ModelAverage.into(into, taken.stream().map(this::file).toList());
    }

    private SafetensorsReader file(int index) {
        return checkpoints.get(index).group(MODEL);
    }

    /** Checks that all fit a model, before anything is evaluated. */
    public void requireFit(Weights weights) {
        for (int i = 0; i < checkpoints.size(); i++) {
            WeightLoader.requireFit(weights.table(), file(i));
        }
    }

    /**
     * Looks whether a folder can take the average, before anybody takes the trouble to compute it.
     *
     * @throws JimmException CONFIGURATION when it is there already, or lies among the checkpoints of a run; DATA when
     *     it cannot be made
     */
    public static void requireFree(Path output) {
        if (Files.exists(output)) {
            throw new JimmException(Category.CONFIGURATION, output + " is there already; name a new folder");
        }
        Path parent = output.toAbsolutePath().normalize().getParent();
        if (parent.getParent() != null && RunFolder.isRun(parent.getParent())) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    output + " would lie in the run " + parent.getParent() + ", which would take it for its own; name"
                            + " another folder");
        }
        store(output).prepare(name(output));
    }

    private static CheckpointStore store(Path output) {
        return new CheckpointStore(output.toAbsolutePath().normalize().getParent());
    }

    private static String name(Path output) {
        return output.toAbsolutePath().normalize().getFileName().toString();
    }

    /**
     * Writes an average as a checkpoint to use, not to train on: it says of itself what the first one that was taken
     * does, and what it was made of.
     *
     * @param recalibrated from how many batches the running statistics were taken; 0 when they were averaged
     * @throws JimmException (DATA) when it cannot be written
     */
    public void write(Path output, Soup soup, Weights average, String metric, boolean greedy, int recalibrated) {
        Checkpoint first = checkpoints.get(soup.taken().get(0));
        ObjectNode state = first.state().deepCopy();
        ObjectNode made = state.putObject(SavedModel.SOUP);
        ArrayNode of = made.putArray("of");
        for (int one : soup.taken()) {
            Checkpoint checkpoint = checkpoints.get(one);
            of.addObject()
                    .put(
                            "checkpoint",
                            checkpoint.folder().toAbsolutePath().normalize().toString())
                    .put("step", checkpoint.info().step());
        }
        made.put("greedy", greedy).put("metric", metric).put("recalibrated", recalibrated);
        store(output)
                .write(
                        name(output),
                        first.info().step(),
                        Score.of(metric, soup.score()),
                        List.of(TensorGroup.of(MODEL, average)),
                        state);
    }
}
