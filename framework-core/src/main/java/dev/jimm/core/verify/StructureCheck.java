package dev.jimm.core.verify;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.verify.ModelFacts.TensorFacts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what a structure declares with its reference; needs no engine. */
final class StructureCheck {
    private final ModelFacts reference;
    private final Model model;
    private final Differences differences;
    private final List<Param> state;
    private final Map<String, TensorFacts> facts;

    private StructureCheck(ModelFacts reference, Model model, Differences differences) {
        this.reference = reference;
        this.model = model;
        this.differences = differences;
        state = model.parameters().state();
        facts = reference.tensors().stream().collect(Collectors.toMap(TensorFacts::name, fact -> fact));
    }

    static void check(ModelFacts reference, Model model, Differences differences) {
        StructureCheck check = new StructureCheck(reference, model, differences);
        check.names();
        check.tensors();
        check.sizes();
        check.noWeightDecay();
        check.layers();
        check.featureInfo();
    }

    private void names() {
        Set<String> declared = new HashSet<>();
        for (Param param : state) {
            declared.add(param.name());
            if (!facts.containsKey(param.name())) {
                differences.add("unknown", "tensor '" + param + "' is unknown to the reference");
            }
        }
        for (TensorFacts fact : reference.tensors()) {
            if (!declared.contains(fact.name())) {
                differences.add("missing", "tensor '" + fact.name() + "' is missing");
            }
        }
        if (declared.equals(facts.keySet())) {
            order();
        }
    }

    private void order() {
        for (int i = 0; i < state.size(); i++) {
            String expected = reference.tensors().get(i).name();
            if (!state.get(i).name().equals(expected)) {
                differences.add(
                        "order",
                        "tensor " + i + " of the state dict is '" + state.get(i) + "', in the reference it is '"
                                + expected + "'");
            }
        }
    }

    private void tensors() {
        for (Param param : state) {
            TensorFacts fact = facts.get(param.name());
            if (fact != null) {
                List<Long> shape = Arrays.stream(param.shape()).boxed().toList();
                boolean whole = param.type() == ElementType.INT64;
                differences.compare("shape", "the shape of '" + param + "'", shape, fact.shape());
                differences.compare(
                        "kind",
                        "'" + param + "'",
                        param.kind() == Param.Kind.WEIGHT ? "a parameter" : "a buffer",
                        fact.isWeight() ? "a parameter" : "a buffer");
                differences.compare("type", "the type of '" + param + "'", type(whole), type(fact.isWhole()));
            }
        }
    }

    private static String type(boolean whole) {
        return whole ? "whole numbers" : "floating point";
    }

    private void sizes() {
        differences.compare(
                "parameters", "the number of parameters", model.parameters().weightCount(), reference.parameterCount());
        differences.compare("features", "the feature count", (long) model.featureCount(), reference.featureCount());
        differences.compare(
                "hidden", "the head hidden size", (long) model.headHiddenSize(), reference.headHiddenSize());
    }

    /** The reference lists names that some members of a family do not have. */
    private void noWeightDecay() {
        Set<String> weights =
                model.parameters().weights().stream().map(Param::name).collect(Collectors.toSet());
        Set<String> expected = new TreeSet<>(reference.noWeightDecay());
        expected.retainAll(weights);
        differences.compare("decay", "the list without weight decay", new TreeSet<>(model.noWeightDecay()), expected);
    }

    private void layers() {
        if (reference.layers() == null) {
            return;
        }
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < reference.layers().size(); i++) {
            expected.put(reference.tensors().get(i).name(), reference.layers().get(i));
        }
        Map<Param, Integer> layers = model.layers();
        for (Param param : state) {
            if (expected.containsKey(param.name())) {
                long layer = layers.getOrDefault(param, -1);
                differences.compare("layer", "the layer of '" + param + "'", layer, expected.get(param.name()));
            }
        }
    }

    private void featureInfo() {
        if (reference.outputs() != null) {
            reference
                    .outputs()
                    .featureInfo()
                    .ifPresent(
                            expected -> differences.compare("info", "the feature info", model.featureInfo(), expected));
        }
    }
}
