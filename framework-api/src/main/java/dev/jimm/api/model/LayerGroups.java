package dev.jimm.api.model;

import dev.jimm.api.API;
import dev.jimm.api.nn.Param;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * Sorts the weights of a model into layers, counted from the input, for layer-wise learning rates.
 *
 * <p>The rules are tried in turn; a name belongs to the first whose expression matches its beginning. Layers are ordered by rule, then
 * by the numbers that the expression's groups capture. Names that no rule matches form the last layer: the head. This is the meaning
 * of timm's {@code group_matcher}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class LayerGroups {
    /** @param last what follows the captured numbers, or {@code null} */
    private record Rule(Pattern pattern, int order, Double last) {}

    private static final double JOINS_PREVIOUS = Double.MAX_VALUE;

    private final List<Rule> rules = new ArrayList<>();
    private int orders;

    /** Starts the next group of layers. */
    public LayerGroups then(String expression) {
        rules.add(new Rule(Pattern.compile(expression), orders++, null));
        return this;
    }

    /**
     * Adds names to the last layer of the group before, such as the final norm to the last block. Where the expression
     * captures numbers, to the last layer that begins with them: the end of a stage to the stage's last block.
     */
    public LayerGroups joining(String expression) {
        rules.add(new Rule(Pattern.compile(expression), orders - 1, JOINS_PREVIOUS));
        return this;
    }

    /** Adds names to the layer of the group before whose last number is 0: the beginning of a stage to its first block. */
    public LayerGroups joiningFirst(String expression) {
        rules.add(new Rule(Pattern.compile(expression), orders - 1, 0.0));
        return this;
    }

    /** The layer of each weight, from 0. */
    public Map<Param, Integer> layers(List<Param> weights) {
        TreeMap<double[], List<Param>> byKey = new TreeMap<>(Arrays::compare);
        for (Param weight : weights) {
            byKey.computeIfAbsent(key(weight.name()), unused -> new ArrayList<>())
                    .add(weight);
        }
        Map<Param, Integer> result = new HashMap<>();
        int layer = -1;
        for (Map.Entry<double[], List<Param>> entry : byKey.entrySet()) {
            double[] key = entry.getKey();
            if (layer < 0 || key.length < 2 || key[key.length - 1] != JOINS_PREVIOUS) {
                layer++;
            }
            for (Param weight : entry.getValue()) {
                result.put(weight, layer);
            }
        }
        return result;
    }

    private double[] key(String name) {
        for (Rule rule : rules) {
            Matcher matcher = rule.pattern.matcher(name);
            if (matcher.lookingAt()) {
                return key(rule, matcher.toMatchResult());
            }
        }
        return new double[] {Double.POSITIVE_INFINITY};
    }

    private static double[] key(Rule rule, MatchResult match) {
        DoubleStream.Builder key = DoubleStream.builder().add(rule.order);
        for (int i = 1; i <= match.groupCount(); i++) {
            if (match.group(i) != null) {
                key.add(Double.parseDouble(match.group(i)));
            }
        }
        if (rule.last != null) {
            key.add(rule.last);
        }
        return key.build().toArray();
    }
}
