package dev.jimm.app.model;

import dev.jimm.app.text.Text;
import dev.jimm.core.model.PretrainedConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The models as a page of Markdown: a chapter a plugin, a table a family. */
final class ModelsPage {
    private static final String HEAD = """
            # Models

            Made by `./jimm models --markdown > docs/models.md`; a test checks that it is current.

            Parameters, input and licence are those of the default weights. A tag chooses others, and how images are prepared for them:
            `resnet50.a1_in1k`. `./jimm models show NAME` tells all about one model.
            """;

    private final List<String> lines = new ArrayList<>();

    private ModelsPage(List<ModelSummary> models) {
        lines.add(HEAD);
        Map<String, List<ModelSummary>> plugins = by(ModelSummary::plugin, models);
        lines.add(Text.count(models.size(), "model") + " of "
                + Text.count(by(ModelSummary::family, models).size(), "family") + ".");
        plugins.forEach((plugin, ofPlugin) -> {
            lines.add("\n## " + plugin);
            by(ModelSummary::family, ofPlugin).forEach(this::family);
        });
    }

    static List<String> lines(List<ModelSummary> models) {
        return new ModelsPage(models).lines;
    }

    private static Map<String, List<ModelSummary>> by(Function<ModelSummary, String> key, List<ModelSummary> models) {
        return models.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private void family(String family, List<ModelSummary> models) {
        lines.add("\n### " + family + "\n");
        lines.add("| model | parameters | input | licence | tags |");
        lines.add("|---|---:|---:|---|---|");
        for (ModelSummary model : models) {
            lines.add("| " + model.name()
                    + " | " + (model.parameters() == null ? "-" : Text.millions(model.parameters()))
                    + " | " + model.inputSize().get(2)
                    + " | " + (model.license() == null ? "-" : model.license())
                    + " | " + tags(model) + " |");
        }
    }

    /** Those with weights. */
    private static String tags(ModelSummary model) {
        String tags = model.tags().stream()
                .filter(PretrainedConfig::hasWeights)
                .map(PretrainedConfig::tag)
                .collect(Collectors.joining(", "));
        return tags.isEmpty() ? "-" : tags;
    }
}
