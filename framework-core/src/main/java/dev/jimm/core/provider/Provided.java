package dev.jimm.core.provider;

import dev.jimm.api.Provider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A provider and where it came from.
 *
 * @param origin the plugin as the user knows it, such as {@code plugins/models-cnn-0.1.0.jar (models-cnn 0.1.0)},
 *     {@code module dev.jimm.plugin.models.cnn} or the name of a jar on the class path
 * @param plugin the same for provenance
 */
public record Provided<P extends Provider>(P provider, String origin, Plugin plugin) {
    public Provided {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(plugin, "plugin");
    }

    /** A provider of which no more is known than where it came from. */
    public Provided(P provider, String origin) {
        this(provider, origin, Plugin.named(origin));
    }

    /**
     * A provider that a program has made itself; it is from where its class is.
     *
     * @throws JimmException (PLUGIN) when it cannot tell its names, has none, or one that is empty or has blanks
     */
    public static <P extends Provider> Provided<P> registered(P provider) {
        Class<?> type = provider.getClass();
        Plugin plugin = Plugin.of(type, type.getName());
        String place = type.getModule().isNamed()
                ? " (module " + plugin.name() + ")"
                : plugin.jar() == null ? "" : " (" + plugin.jar().getFileName() + ")";
        String origin = type.getName() + place;
        Set<String> names = guarded(origin, "the names of this provider", provider::names);
        if (!ServiceProviders.areNames(names)) {
            throw new JimmException(
                    Category.PLUGIN,
                    origin + " offers no names, or one that is empty or has blanks: " + names
                            + "; correct its names()");
        }
        return new Provided<>(provider, origin, plugin);
    }

    /** The same provider with what is known of its plugin. */
    public Provided<P> of(Plugin known) {
        return new Provided<>(provider, origin, known);
    }

    /**
     * Asks something of a provider, or of what it made.
     *
     * @param origin of the provider
     * @param what is asked for, for messages: {@code optimizer 'adam'}
     * @throws JimmException (PLUGIN) when it fails, or gives {@code null}
     * @throws IllegalArgumentException when it refuses
     */
    public static <T> T guarded(String origin, String what, Supplier<T> question) {
        T answer;
        try {
            answer = question.get();
        } catch (IllegalArgumentException | JimmException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw failure(origin, what + " fails: " + e, e);
        }
        if (answer == null) {
            throw failure(origin, what + " is null", null);
        }
        return answer;
    }

    /** What a plugin does wrong. */
    public static JimmException failure(String origin, String problem, Throwable cause) {
        return new JimmException(
                Category.PLUGIN, origin + ": " + problem + "; ask the plugin's author, or choose another", cause);
    }
}
