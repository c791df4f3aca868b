package dev.jimm.core.pretrained;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.tensorfile.TensorSource;
import dev.jimm.core.weights.Fit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a file of weights fit a model that may have other classes, channels or split batch norms, by the rules of timm's
 * {@code load_pretrained}. Only names and shapes are read here.
 */
public final class Fitting {
    private static final String WRAPPERS = "^((module|_orig_mod)\\.)+";
    private static final Pattern SPLIT_NORM = Pattern.compile("(.*)\\.aux_bn\\.\\d+(\\.[^.]+)$");

    private final ImageModel model;
    private final ParamTable table;
    private final TensorSource file;

    private Fitting(ImageModel model, TensorSource file) {
        this.model = model;
        this.table = model.structure().parameters();
        this.file = file;
    }

    /**
     * For a model that is to be used as the file has it: its classifier is the file's.
     *
     * @throws JimmException (DATA) when the file cannot be converted, or its first convolution not be adapted
     */
    public static Fit whole(ImageModel model, TensorSource file) {
        return new Fitting(model, file).fit(false);
    }

    /**
     * For a model that is to be trained: a classifier of other classes, or one that the file does not have, stays fresh.
     *
     * @throws JimmException (DATA) when the file cannot be converted, or its first convolution not be adapted
     */
    public static Fit trainable(ImageModel model, TensorSource file) {
        return new Fitting(model, file).fit(true);
    }

    /**
     * How many classes the weights of a file are for; empty if it has no classifier of this model's features, since a
     * classifier of others says nothing of it.
     *
     * @throws JimmException (DATA) when the file cannot be converted, or has more classes than a model can have
     */
    public static Optional<Integer> classes(ImageModel model, TensorSource file) {
        Fitting fitting = new Fitting(model, file);
        StateDict tensors = fitting.converted();
        return fitting.classes(tensors.drop(name -> fitting.isOfOtherFeatures(name, tensors.get(name))));
    }

    private boolean isOfOtherFeatures(String name, CheckpointTensor stored) {
        return table.find(name)
                .filter(param -> !Arrays.equals(features(param.shape()), features(stored.shape())))
                .isPresent();
    }

    private static long[] features(long[] shape) {
        return Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length);
    }

    private Fit fit(boolean maybeFresh) {
        StateDict converted = converted();
        Map<String, long[]> firstConvolutions = new LinkedHashMap<>();
        StateDict tensors = completed(ofChannels(converted, firstConvolutions));
        boolean dropped = model.options().classes() == 0
                || maybeFresh
                        && !classes(tensors).equals(Optional.of(model.options().classes()));
        if (!dropped) {
            return new Fit(file.file(), file.note(), tensors, firstConvolutions, List.of(), List.of());
        }
        return new Fit(
                file.file(),
                file.note(),
                tensors.drop(this::isDropped),
                firstConvolutions,
                table.tensors().stream()
                        .map(Param::name)
                        .filter(this::isClassifiers)
                        .toList(),
                tensors.names().stream().filter(this::isDropped).toList());
    }

    private StateDict converted() {
        try {
            StateDict named = Fit.of(file).tensors().rename(WRAPPERS, "");
            return model.entry().conversion().apply(named, table);
        } catch (IllegalArgumentException | ArithmeticException e) { // sizes that no model has overflow
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": these are no weights of model '"
                            + model.entry().name() + "': " + e.getMessage(),
                    e);
        }
    }

    private StateDict ofChannels(StateDict converted, Map<String, long[]> firstConvolutions) {
        StateDict result = converted;
        for (String name : model.preprocessing().firstConvolutions()) {
            String weight = name + ".weight";
            Optional<Param> param = table.find(weight);
            Optional<CheckpointTensor> stored = converted.find(weight);
            if (param.isPresent() && stored.isPresent() && isOfOtherChannels(param.get(), stored.get())) {
                firstConvolutions.put(weight, stored.get().shape());
                result = result.with(weight, adapted(weight, stored.get()));
            }
        }
        return result;
    }

    private static boolean isOfOtherChannels(Param param, CheckpointTensor stored) {
        return param.rank() == 4 && stored.rank() == 4 && param.shape()[1] != stored.size(1);
    }

    private CheckpointTensor adapted(String name, CheckpointTensor stored) {
        int channels = model.options().channels();
        try {
            return FirstConvolution.adapt(stored, channels);
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": the first convolution '" + name + "' " + stored
                            + " cannot be adapted to images of " + channels + " channels: " + e.getMessage(),
                    e);
        }
    }

    /** With what older files lack: counters of batch norms, and the norms of the other parts of a split batch. */
    private StateDict completed(StateDict tensors) {
        StateDict result = tensors;
        for (Param param : table.tensors()) {
            Matcher split = SPLIT_NORM.matcher(param.name());
            if (!tensors.has(param.name()) && split.matches() && tensors.has(split.group(1) + split.group(2))) {
                result = result.with(param.name(), tensors.get(split.group(1) + split.group(2)));
            } else if (!tensors.has(param.name()) && param.type() == ElementType.INT64) {
                result = result.with(param.name(), CheckpointTensor.zeros(param.shape()));
            }
        }
        return result;
    }

    private boolean isClassifiers(String name) {
        return model.structure().classifier().stream().anyMatch(scope -> name.startsWith(scope + "."));
    }

    /** Without classes, what stands beside the classifier may have gone with it: a norm before it. */
    private boolean isDropped(String name) {
        boolean headless = model.options().classes() == 0 && table.find(name).isEmpty();
        return isClassifiers(name)
                || headless
                        && model.structure().classifier().stream()
                                .anyMatch(scope -> name.startsWith(scope.split("\\.")[0] + "."));
    }

    private Optional<Integer> classes(StateDict tensors) {
        return model.structure().classifier().stream()
                .flatMap(scope -> tensors.names().stream().filter(name -> name.startsWith(scope + ".")))
                .filter(name -> name.endsWith(".weight"))
                .map(name -> tensors.get(name).shape())
                .filter(shape -> shape.length > 1)
                .findFirst()
                .map(shape -> requireCount(shape[0]));
    }

    private int requireCount(long classes) {
        if (classes > Integer.MAX_VALUE) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": the classifier is one of " + classes + " classes, more than a model can have; the"
                            + " file is damaged, or holds no model's weights");
        }
        return (int) classes;
    }
}
