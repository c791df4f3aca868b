package dev.jimm.core.optimizer;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.model.Glob;
import dev.jimm.core.optimizer.OptimizerConfig.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How each parameter of a model is trained: which of them decay, at which part of the learning rate each learns, and which keep their
 * values. As timm: tensors of at most one dimension, biases and the model's own exceptions do not decay.
 *
 * @param trained in the model's order
 * @param frozen those that keep their values, with the reason, in the model's order
 * @param firstStages the epoch, counted from 0, that each of the trained ones is trained from
 */
public record ParameterGroups(
        List<TrainedParameter> trained, Map<Param, String> frozen, Map<Param, Integer> firstStages) {
    public ParameterGroups {
        trained = List.copyOf(trained);
        frozen = Collections.unmodifiableMap(frozen);
        firstStages = Collections.unmodifiableMap(firstStages);
    }

    /** As the configuration says; what is wrong with it {@link #problems} tells. */
    public static ParameterGroups of(OptimizerConfig config, Model model) {
        return new Sorter(config, model).sort();
    }

    /** What of a configuration does not suit a model, by the key that it stands at: {@code groups[0].match}. */
    public static Map<String, String> problems(OptimizerConfig config, Model model) {
        return new Sorter(config, model).problems();
    }

    /** The epochs, counted from 0, with which more parameters are trained. */
    public SortedSet<Integer> stages() {
        return new TreeSet<>(firstStages.values());
    }

    /** What is trained from the epoch that a stage begins with on, and not before. */
    public List<TrainedParameter> ofStage(int stage) {
        return trained.stream()
                .filter(parameter -> firstStages.get(parameter.param()) == stage)
                .toList();
    }

    /** The stage that an epoch, counted from 0, belongs to. */
    public int stage(int epoch) {
        return stages().headSet(epoch + 1).last();
    }

    /** Whether a parameter is trained in a stage. */
    public boolean isTrained(Param param, int stage) {
        Integer first = firstStages.get(param);
        return first != null && first <= stage;
    }

    /** The same with further parameters, which are trained like the model's. */
    public ParameterGroups with(List<TrainedParameter> more) {
        List<TrainedParameter> all = new ArrayList<>(trained);
        all.addAll(more);
        Map<Param, Integer> stages = new LinkedHashMap<>(firstStages);
        more.forEach(parameter -> stages.put(parameter.param(), 0));
        return new ParameterGroups(all, frozen, stages);
    }

    private static final class Sorter {
        private static final String FROZEN_LAYER = "frozen: layer ";

        private final OptimizerConfig config;
        private final List<Param> weights;
        private final Set<String> noDecay;
        private final List<Glob> patterns;
        private final Map<Param, Integer> layers;
        private final int lastLayer;
        private final List<TrainedParameter> trained = new ArrayList<>();
        private final Map<Param, String> frozen = new LinkedHashMap<>();
        private final Map<Param, Integer> firstStages = new LinkedHashMap<>();

        Sorter(OptimizerConfig config, Model model) {
            this.config = config;
            weights = model.parameters().weights();
            noDecay = model.noWeightDecay();
            patterns = config.groups().stream()
                    .map(group -> new Glob(group.match() == null ? "" : group.match()))
                    .toList();
            layers = model.layers();
            lastLayer =
                    layers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        ParameterGroups sort() {
            weights.forEach(this::sort);
            return new ParameterGroups(trained, frozen, firstStages);
        }

        Map<String, String> problems() {
            Map<String, String> problems = new LinkedHashMap<>();
            for (int i = 0; i < patterns.size(); i++) {
                String problem = problem(i);
                if (problem != null) {
                    problems.put("groups[" + i + "].match", problem);
                }
            }
            if (problems.isEmpty() && !sort().stages().contains(0)) {
                boolean byLayer = frozen.values().stream().anyMatch(reason -> reason.startsWith(FROZEN_LAYER));
                String when = firstStages.isEmpty() ? "" : " in the first epoch";
                problems.put(
                        byLayer ? "layer-decay-no-opt-scale" : "groups",
                        "leaves no parameter to be trained" + when + "; freeze less");
            }
            return problems;
        }

        /** What is wrong with a pattern, or {@code null}. */
        private String problem(int index) {
            String match = config.groups().get(index).match();
            if (match == null) {
                return "is missing: a pattern of parameter names, such as \"head.*\"";
            }
            List<Param> matched = weights.stream()
                    .filter(weight -> patterns.get(index).matches(weight.name()))
                    .toList();
            if (matched.isEmpty()) {
                return "matches none of the model's parameters, is '" + match + "'" + near(match)
                        + "; 'jimm describe FILE --parameters' lists them";
            }
            boolean reached = matched.stream().anyMatch(weight -> group(weight) == index);
            return reached ? null : "matches only what groups before it match; put it before them";
        }

        /** The beginnings of names, in whole parts, that resemble the pattern's fixed part. */
        private String near(String match) {
            String fixed = match.replaceFirst("[*?\\[].*", "").replaceFirst("\\.$", "");
            int parts = fixed.split("\\.").length;
            Set<String> beginnings = new TreeSet<>();
            for (Param weight : weights) {
                String[] path = weight.name().split("\\.");
                beginnings.add(String.join(".", Arrays.copyOf(path, Math.min(parts, path.length))));
            }
            return beginnings.contains(fixed) ? "; did you mean '" + fixed + ".*'?" : Nearest.hint(fixed, beginnings);
        }

        private void sort(Param weight) {
            List<String> names = new ArrayList<>();
            double scale = layerScale(weight, names);
            if (config.layerDecayNoOptScale() != null && scale < config.layerDecayNoOptScale()) {
                frozen.put(weight, FROZEN_LAYER + layers.get(weight) + " of " + (lastLayer + 1));
                return;
            }
            double decay = decays(weight) ? config.weightDecay() : 0;
            int index = group(weight);
            Group group = index < 0 ? null : config.groups().get(index);
            if (group != null && group.frozen()) {
                frozen.put(weight, "frozen: " + group.match());
                return;
            }
            if (group != null) {
                names.add(group.match());
                scale *= group.lrScale();
                decay = group.weightDecay() == null ? decay : group.weightDecay();
                if (group.frozenEpochs() > 0) {
                    names.add("from epoch " + (group.frozenEpochs() + 1));
                }
            }
            names.add(decay == 0 ? "no decay" : "decay");
            firstStages.put(weight, group == null ? 0 : group.frozenEpochs());
            trained.add(new TrainedParameter(weight, String.join(", ", names), scale, decay));
        }

        private double layerScale(Param weight, List<String> names) {
            if (config.layerDecay() == null) {
                return 1;
            }
            int layer = layers.get(weight);
            names.add("layer " + layer);
            return Math.max(config.layerDecayMinScale(), Math.pow(config.layerDecay(), lastLayer - layer));
        }

        private boolean decays(Param weight) {
            return weight.rank() > 1 && !weight.name().endsWith(".bias") && !noDecay.contains(weight.name());
        }

        /** The index of the first exception that matches, or -1. */
        private int group(Param weight) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(weight.name())) {
                    return i;
                }
            }
            return -1;
        }
    }
}
