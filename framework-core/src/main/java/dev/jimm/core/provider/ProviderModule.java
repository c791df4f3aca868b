package dev.jimm.core.provider;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.util.Types;
import dev.jimm.api.Provider;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Binds the {@link ProviderCatalogue}, and for every kind of service a map of its providers by name, such as {@code
 * Map<String, ModelProvider>} and {@code Map<String, OptimizerProvider<?>>}. A program registers providers of its own
 * by putting them into the catalogue.
 *
 * <p>Each map is one binding. A MapBinder makes several bindings of every entry: with the 1500 names of the models that
 * took Guice a second at every start.
 */
public final class ProviderModule extends AbstractModule {
    private final ProviderCatalogue catalogue;

    private ProviderModule(ProviderCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    public static ProviderModule of(ProviderCatalogue catalogue) {
        return new ProviderModule(catalogue);
    }

    @Override
    protected void configure() {
        bind(ProviderCatalogue.class).toInstance(catalogue);
        ProviderKind.ALL.forEach(this::bindByName);
    }

    @SuppressWarnings("unchecked") // the kind's type argument has the wildcards of serviceType(), too
    private <P extends Provider> void bindByName(ProviderKind<P> kind) {
        SortedMap<String, P> byName = new TreeMap<>();
        catalogue.provided(kind).forEach((name, one) -> byName.put(name, one.provider()));
        Key<?> key = Key.get(Types.mapOf(String.class, serviceType(kind)));
        bind((Key<Map<String, P>>) key).toInstance(Collections.unmodifiableSortedMap(byName));
    }

    /** The interface, with a wildcard for each of its type parameters. */
    private static Type serviceType(ProviderKind<?> kind) {
        Type[] wildcards = Arrays.stream(kind.type().getTypeParameters())
                .map(parameter -> Types.subtypeOf(Object.class))
                .toArray(Type[]::new);
        return wildcards.length == 0 ? kind.type() : Types.newParameterizedType(kind.type(), wildcards);
    }
}
