package dev.jimm.core.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Param;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Proves the structures of a family and its table of pretrained weights. */
final class FamilyProof {
    private static final String NAME = "[a-z][a-z0-9_]*";

    private final ModelProvider family;
    private final ProofProblems problems;

    FamilyProof(ModelProvider family, ProofProblems problems) {
        this.family = family;
        this.problems = problems;
    }

    void prove() throws IOException {
        problems.expect(family.family().matches(NAME), "the family's name '" + family.family() + "' is malformed");
        Set<String> names = new HashSet<>();
        for (Architecture<?> architecture : family.architectures()) {
            problems.expect(
                    names.add(architecture.name()), "architecture '" + architecture.name() + "' is there twice");
            problems.expect(architecture.name().matches(NAME), "the name '" + architecture.name() + "' is malformed");
            problems.attempt("architecture '" + architecture.name() + "'", () -> structure(architecture));
        }
        problems.expect(names.equals(family.names()), "names() and the names of architectures() differ");
        if (problems.all().isEmpty()) {
            table(new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(family, "the plugin")))));
        }
    }

    private void structure(Architecture<?> architecture) {
        String who = "architecture '" + architecture.name() + "' ";
        Model model = architecture.build(ModelOptions.DEFAULT);
        List<Param> weights = model.parameters().weights();
        problems.expect(!weights.isEmpty(), who + "has no weights");
        problems.expect(
                shapes(model).equals(shapes(architecture.build(ModelOptions.DEFAULT))),
                who + "is another one when it is built again");
        problems.expect(
                Set.copyOf(weights).equals(model.layers().keySet()),
                who + "has weights that belong to no layer, or layers without weights");
        problems.expect(
                model.parameters().state().stream().anyMatch(param -> isClassifiers(model, param)),
                who + "has no tensors below its classifier " + model.classifier());
        List<String> features =
                model.featureInfo().stream().map(FeatureInfo::module).toList();
        problems.expect(features.size() == Set.copyOf(features).size(), who + "announces a feature twice: " + features);
    }

    private static boolean isClassifiers(Model model, Param param) {
        return model.classifier().stream().anyMatch(scope -> param.name().startsWith(scope + "."));
    }

    private static Map<String, String> shapes(Model model) {
        Map<String, String> shapes = new LinkedHashMap<>();
        model.parameters().state().forEach(param -> shapes.put(param.name(), Arrays.toString(param.shape())));
        return shapes;
    }

    private void table(ModelCatalogue catalogue) throws IOException {
        for (ModelEntry entry : catalogue.entries()) {
            for (PretrainedConfig tag : entry.tags()) {
                String name = tag.tag().isEmpty() ? entry.name() : entry.name() + "." + tag.tag();
                tag(catalogue, name);
            }
            long counted = entry.structure().parameters().weightCount();
            problems.expect(
                    entry.parameterCount() == counted,
                    "the table gives '" + entry.name() + "' " + entry.parameterCount() + " parameters; it has "
                            + counted);
        }
        names(catalogue);
    }

    private void tag(ModelCatalogue catalogue, String name) {
        try {
            catalogue.create(name);
        } catch (JimmException e) {
            problems.add("'" + name + "' of the table cannot be built: " + e.getMessage());
        }
    }

    /** What the catalogue does not ask for: rows of architectures that are not there. */
    private void names(ModelCatalogue catalogue) throws IOException {
        try (InputStream stream = family.pretrainedTable().orElse(null)) {
            JsonNode table =
                    stream == null ? new ObjectMapper().createObjectNode() : new ObjectMapper().readTree(stream);
            Set<String> known =
                    catalogue.entries().stream().map(ModelEntry::name).collect(Collectors.toSet());
            for (String section : List.of("pretrained", "parameters")) {
                table.path(section)
                        .fieldNames()
                        .forEachRemaining(name -> problems.expect(
                                known.contains(name),
                                "the table has '" + name + "' in " + section + ", which is no architecture"));
            }
        }
    }
}
