package dev.jimm.app.model;

import dev.jimm.api.model.ModelOptions;
import dev.jimm.app.session.Plugins;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import java.util.List;

/**
 * What {@code jimm models} tells of a model, by its default tag.
 *
 * @param parameters the number of trained values
 * @param inputSize channels, height, width
 * @param license of the default tag, or {@code null}
 */
record ModelSummary(
        String name,
        String family,
        String plugin,
        long parameters,
        List<Integer> inputSize,
        String license,
        List<PretrainedConfig> tags) {
    static ModelSummary of(ModelEntry entry, Plugins plugins) {
        PretrainedConfig tag = entry.defaultConfig();
        ModelOptions options = ModelOptions.DEFAULT
                .classes(tag.classes())
                .channels(tag.inputSize().get(0));
        return new ModelSummary(
                entry.name(),
                entry.family(),
                plugins.pluginOf(entry.name(), entry.origin()),
                entry.architecture().build(options).parameters().weightCount(),
                tag.inputSize(),
                tag.license(),
                entry.tags());
    }
}
