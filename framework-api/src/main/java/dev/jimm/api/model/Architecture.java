package dev.jimm.api.model;

import dev.jimm.api.API;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;

/**
 * A named member of a family: its configuration and the function that builds its structure.
 *
 * @param name timm's name, such as {@code resnet50}
 * @param config the values of the family's options that make this architecture; users override them by name in kebab case
 * @param builder builds the structure from the (possibly overridden) configuration
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Architecture<C extends Record>(String name, C config, Builder<C> builder) {
    /** Declares the tensors of a model and says how they work together. */
    @FunctionalInterface
    public interface Builder<C extends Record> {
        /** Fails with an {@link IllegalArgumentException} when the options cannot go together. */
        Model build(C config, ModelOptions options, Scope root);
    }

    /** Builds the structure, with the architecture's own configuration. */
    public Model build(ModelOptions options) {
        return build(config, options);
    }

    /** Builds the structure, with an overridden configuration. */
    public Model build(C overridden, ModelOptions options) {
        return build(overridden, options, new ParamTable());
    }

    /** Builds the structure, with an overridden configuration, declaring its tensors in an empty table. */
    public Model build(C overridden, ModelOptions options, ParamTable table) {
        return builder.build(overridden, options, table.root());
    }
}
