package dev.jimm.core.optimizer;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.model.Glob;
import dev.jimm.core.optimizer.OptimizerConfig.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How each parameter of a model is trained: which of them decay, at which part of the learning rate each learns, and which keep their
 * values. As timm: tensors of at most one dimension, biases and the model's own exceptions do not decay.
 *
 * @param trained in the model's order
 * @param frozen those that keep their values, with the reason, in the model's order
 */
public record ParameterGroups(List<TrainedParameter> trained, Map<Param, String> frozen) {
    public ParameterGroups {
        trained = List.copyOf(trained);
        frozen = Collections.unmodifiableMap(frozen);
    }

    /** @throws IllegalArgumentException beginning with the option's key, when a pattern matches nothing or nothing is trained */
    public static ParameterGroups of(OptimizerConfig config, Model model) {
        if (config.groups().stream().anyMatch(group -> group.match() == null)) {
            throw new IllegalArgumentException(
                    "groups need a pattern of parameter names each, such as match = \"head.*\"");
        }
        return new Sorter(config, model).sort();
    }

    /** Whether a parameter keeps its value. */
    public boolean isFrozen(Param param) {
        return frozen.containsKey(param);
    }

    private static final class Sorter {
        private final OptimizerConfig config;
        private final List<Param> weights;
        private final List<Glob> noDecay;
        private final List<Glob> patterns;
        private final Map<Param, Integer> layers;
        private final int lastLayer;
        private final List<TrainedParameter> trained = new ArrayList<>();
        private final Map<Param, String> frozen = new LinkedHashMap<>();

        Sorter(OptimizerConfig config, Model model) {
            this.config = config;
            weights = model.parameters().weights();
            noDecay = globs(model.noWeightDecay());
            patterns = config.groups().stream()
                    .map(group -> new Glob(group.match()))
                    .toList();
            layers = model.layers();
            lastLayer =
                    layers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        private static List<Glob> globs(Set<String> names) {
            return names.stream().map(Glob::new).toList();
        }

        ParameterGroups sort() {
            for (int i = 0; i < patterns.size(); i++) {
                requireMatch(i);
            }
            weights.forEach(this::sort);
            if (trained.isEmpty()) {
                throw new IllegalArgumentException(
                        "groups freeze all parameters, with layer-decay-no-opt-scale; leave some to be trained");
            }
            return new ParameterGroups(trained, frozen);
        }

        private void requireMatch(int index) {
            if (weights.stream().noneMatch(weight -> patterns.get(index).matches(weight.name()))) {
                String match = config.groups().get(index).match();
                throw new IllegalArgumentException(
                        "groups: the pattern '" + match + "' matches none of the model's parameters"
                                + Nearest.hint(
                                        match.replace("*", ""),
                                        weights.stream().map(Param::name).toList())
                                + "; 'jimm describe FILE --parameters' lists them");
            }
        }

        private void sort(Param weight) {
            List<String> names = new ArrayList<>();
            double scale = layerScale(weight, names);
            if (config.layerDecayNoOptScale() != null && scale < config.layerDecayNoOptScale()) {
                frozen.put(weight, "frozen: layer " + layers.get(weight) + " of " + (lastLayer + 1));
                return;
            }
            double decay = decays(weight) ? config.weightDecay() : 0;
            Group group = group(weight);
            if (group != null && group.frozen()) {
                frozen.put(weight, "frozen: " + group.match());
                return;
            }
            if (group != null) {
                names.add(group.match());
                scale *= group.lrScale();
                decay = group.weightDecay() == null ? decay : group.weightDecay();
            }
            names.add(decay == 0 ? "no decay" : "decay");
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
            return weight.rank() > 1
                    && !weight.name().endsWith(".bias")
                    && noDecay.stream().noneMatch(glob -> glob.matches(weight.name()));
        }

        /** The first exception that matches, or {@code null}. */
        private Group group(Param weight) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(weight.name())) {
                    return config.groups().get(i);
                }
            }
            return null;
        }
    }
}
