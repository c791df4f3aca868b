package dev.jimm.app.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.jimm.app.session.Plugins;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;

/**
 * What {@code jimm models} tells of a model, by its default tag.
 *
 * @param parameters the number of trained values, or {@code null} when the model cannot be built
 * @param inputSize channels, height, width
 * @param license of the default tag, or {@code null}
 * @param problem why the model cannot be built, or {@code null}
 */
record ModelSummary(
        String name,
        String family,
        String plugin,
        Long parameters,
        List<Integer> inputSize,
        String license,
        List<PretrainedConfig> tags,
        @JsonIgnore String problem) {
    static ModelSummary of(ModelEntry entry, Plugins plugins) {
        Long parameters = null;
        String problem = null;
        try {
            parameters = entry.parameterCount();
        } catch (JimmException e) {
            problem = e.getMessage();
        }
        PretrainedConfig tag = entry.defaultConfig();
        return new ModelSummary(
                entry.name(),
                entry.family(),
                plugins.pluginOf(ProviderKind.MODEL, entry.name(), entry.origin()),
                parameters,
                tag.inputSize(),
                tag.license(),
                entry.tags(),
                problem);
    }
}
