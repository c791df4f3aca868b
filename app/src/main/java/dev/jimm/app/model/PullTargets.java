package dev.jimm.app.model;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.Hub;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.hub.Repository;
import dev.jimm.core.model.Glob;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.model.PretrainedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Whose weights are meant by the names that somebody types. */
record PullTargets(Supplier<ModelCatalogue> models, boolean allTags) {
    /** What was fetched: the file, and its licence, or {@code null} when that is not known. */
    record Fetched(Path file, String license) {}

    /** Weights to be fetched, by the name that tells them from all others. */
    record Target(String name, Function<Hub, Fetched> fetch) {}

    /**
     * Of a repository, a model, a tag, or the models that match a pattern; behind a point, a pattern of tags.
     *
     * @throws JimmException (CONFIGURATION) when nothing is meant by it
     */
    List<Target> of(String name) {
        if (Repository.isRepository(name)) {
            Repository repository = Repository.parse(name);
            return List.of(new Target(Pretrained.HUB + repository, hub -> fetched(hub, hub.config(repository))));
        }
        List<Target> targets = name.matches(".*[*?\\[].*") ? matching(name) : named(name);
        if (targets.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION, "nothing that has pretrained weights matches '" + name + "'");
        }
        return targets;
    }

    private static Fetched fetched(Hub hub, HubConfig model) {
        return new Fetched(hub.weights(model), model.config().license());
    }

    private List<Target> named(String name) {
        ModelEntry entry = models.get().find(name);
        List<PretrainedConfig> tags =
                allTags ? entry.tags() : List.of(models.get().preprocessing(name));
        return targets(entry, tags);
    }

    private List<Target> matching(String pattern) {
        int dot = pattern.indexOf('.');
        Glob tags = dot < 0 ? null : new Glob(pattern.substring(dot + 1));
        List<Target> targets = new ArrayList<>();
        for (ModelEntry entry : models.get().matching(dot < 0 ? pattern : pattern.substring(0, dot))) {
            List<PretrainedConfig> wanted = entry.tags();
            if (tags != null) {
                wanted = wanted.stream().filter(tag -> tags.matches(tag.tag())).toList();
            } else if (!allTags) {
                wanted = List.of(entry.defaultConfig());
            }
            targets.addAll(targets(entry, wanted));
        }
        return targets;
    }

    private static List<Target> targets(ModelEntry entry, List<PretrainedConfig> tags) {
        return tags.stream()
                .filter(PretrainedConfig::hasWeights)
                .map(tag -> new Target(
                        tag.tag().isEmpty() ? entry.name() : entry.name() + "." + tag.tag(),
                        hub -> new Fetched(hub.weights(entry, tag), tag.license())))
                .toList();
    }
}
