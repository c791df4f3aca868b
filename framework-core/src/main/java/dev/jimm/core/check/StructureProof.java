package dev.jimm.core.check;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proves the structure that an architecture builds with its own options, without an engine. */
public final class StructureProof {
    private StructureProof() {}

    /** What is wrong with the structure, a sentence each; empty when nothing is. Whatever the builder throws is thrown. */
    public static List<String> problems(Architecture<?> architecture) {
        ProofProblems problems = new ProofProblems();
        Model model = architecture.build(ModelOptions.DEFAULT);
        if (model == null) {
            return List.of("the builder gives null; let it end with Model.builder(root)...build()");
        }
        List<Param> weights = model.parameters().weights();
        problems.expect(
                !weights.isEmpty(), "there are no weights; declare them by scope.weight(...) when the model is built");
        problems.expect(
                inOrder(model).equals(inOrder(architecture.build(ModelOptions.DEFAULT))),
                "the tensors are others when the model is built again; names, shapes and order may depend on the options"
                        + " only");
        layers(model, problems);
        problems.expect(
                !classifier(model).isEmpty(),
                "there are no tensors below " + model.classifier()
                        + "; classifier(...) must name the module whose tensors depend on the number of classes");
        Set<String> seen = new HashSet<>();
        model.featureInfo().stream()
                .map(FeatureInfo::module)
                .filter(module -> !seen.add(module))
                .forEach(module -> problems.add("the feature '" + module
                        + "' is announced twice; featureInfo(...) must name each module once"));
        return problems.all();
    }

    /** A weight that no pattern matches is of the last layer, so only the patterns themselves can be wrong. */
    private static void layers(Model model, ProofProblems problems) {
        try {
            model.layers();
        } catch (NumberFormatException e) {
            problems.add("the layers of the weights cannot be told: " + e.getMessage()
                    + "; groups in the patterns of layerGroups(...) must match numbers");
        }
    }

    private static List<Map.Entry<String, String>> inOrder(Model model) {
        return List.copyOf(shapes(model).entrySet());
    }

    /** The shapes of a model's saved tensors by name, in order. */
    public static Map<String, String> shapes(Model model) {
        Map<String, String> shapes = new LinkedHashMap<>();
        for (Param param : model.parameters().state()) {
            shapes.put(param.name(), Arrays.toString(param.shape()));
        }
        return shapes;
    }

    /** The names of the tensors of a model's classifiers. */
    public static Set<String> classifier(Model model) {
        Set<String> names = new LinkedHashSet<>(shapes(model).keySet());
        names.removeIf(name -> model.classifier().stream().noneMatch(scope -> name.startsWith(scope + ".")));
        return names;
    }
}
