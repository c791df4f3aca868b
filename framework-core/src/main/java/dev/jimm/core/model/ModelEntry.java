package dev.jimm.core.model;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A model that can be created.
 *
 * @param family the family's name
 * @param origin the jar or module that offers it
 * @param tags its pretrained weights, the default first; may be empty
 * @param declaredParameters the number of trained values that the plugin tells; {@code null} when it does not
 * @param conversion the family's, of checkpoints for a model's tensors
 */
public record ModelEntry(
        Architecture<?> architecture,
        String family,
        String origin,
        List<PretrainedConfig> tags,
        Long declaredParameters,
        BiFunction<StateDict, ParamTable, StateDict> conversion) {
    public String name() {
        return architecture.name();
    }

    /** Whether there are pretrained weights to be had. */
    public boolean isPretrained() {
        return tags.stream().anyMatch(PretrainedConfig::hasWeights);
    }

    /**
     * The tag whose weights are taken where none is named: the first that there are weights of.
     *
     * @throws JimmException (CONFIGURATION) when there are none
     */
    public PretrainedConfig defaultWeights() {
        return tags.stream()
                .filter(PretrainedConfig::hasWeights)
                .findFirst()
                .orElseThrow(() -> new JimmException(
                        Category.CONFIGURATION,
                        "there are no pretrained weights of model '" + name()
                                + "'; 'jimm models --pretrained' lists the models that have some"));
    }

    /** Whether {@code img-size} is one of the architecture's options. */
    public boolean takesImageSize() {
        return Arrays.stream(architecture.config().getClass().getRecordComponents())
                .anyMatch(component -> component.getName().equals("imgSize"));
    }

    /** How images are prepared unless a tag is chosen. */
    public PretrainedConfig defaultConfig() {
        return tags.isEmpty() ? PretrainedConfig.none() : tags.get(0);
    }

    /**
     * The number of trained values as the default tag has it: as the plugin tells it, since a list of all models is to
     * come at once, or else counted.
     *
     * @throws JimmException (PLUGIN) when it must be counted and the structure cannot be built
     */
    public long parameterCount() {
        return declaredParameters == null ? structure().parameters().weightCount() : declaredParameters;
    }

    /**
     * The structure with the architecture's own options, and the classes and channels of the default tag.
     *
     * @throws JimmException (PLUGIN) when it cannot be built; the message names the plugin and the architecture
     */
    public Model structure() {
        PretrainedConfig tag = defaultConfig();
        try {
            ModelOptions options = ModelOptions.DEFAULT
                    .classes(tag.classes())
                    .channels(tag.inputSize().get(0));
            return build(() -> architecture.build(options));
        } catch (IllegalArgumentException e) {
            throw broken(e);
        }
    }

    /**
     * Runs the architecture's builder.
     *
     * @throws IllegalArgumentException when the options cannot go together
     * @throws JimmException (PLUGIN) when the builder fails in another way
     */
    Model build(Supplier<Model> builder) {
        try {
            return Objects.requireNonNull(builder.get(), "its builder gave nothing");
        } catch (IllegalArgumentException | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // whatever a plugin throws must not end a command that works with other models too
            throw broken(e);
        }
    }

    private JimmException broken(Throwable cause) {
        return new JimmException(
                Category.PLUGIN, origin + ": architecture '" + name() + "' cannot be built: " + cause, cause);
    }
}
