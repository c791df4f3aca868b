package dev.jimm.core.provider;

import dev.jimm.api.Provider;
import java.util.Objects;

/**
 * A provider and where it came from.
 *
 * @param origin the plugin as the user knows it, such as {@code plugins/models-cnn-0.1.0.jar (models-cnn 0.1.0)},
 *     {@code module dev.jimm.plugin.models.cnn} or the name of a jar on the class path
 */
public record Provided<P extends Provider>(P provider, String origin) {
    public Provided {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(origin, "origin");
    }
}
