package dev.jimm.core.provider;

import dev.jimm.api.Provider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.listener.BuiltInListeners;
import dev.jimm.core.reader.BuiltInReaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All providers by kind and name. Immutable. */
public final class ProviderCatalogue {
    private static final int FEW = 20;
    private static final String BUILT_IN = "jimm itself";

    private final Map<ProviderKind<?>, SortedMap<String, Provided<?>>> byKind = new LinkedHashMap<>();

    private ProviderCatalogue() {}

    /**
     * A catalogue of the given providers and the built-in ones; each is filed under every kind whose interface it
     * implements.
     *
     * @throws JimmException (PLUGIN) when two of them offer the same name of one kind; the message tells all such
     * clashes
     */
    public static ProviderCatalogue of(Collection<? extends Provided<?>> provided) {
        ProviderCatalogue catalogue = new ProviderCatalogue();
        NameClashes clashes = new NameClashes();
        List<Provided<?>> all = new ArrayList<>(provided);
        BuiltInReaders.all().forEach(reader -> all.add(new Provided<>(reader, BUILT_IN)));
        BuiltInListeners.all().forEach(listener -> all.add(new Provided<>(listener, BUILT_IN)));
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            SortedMap<String, Provided<?>> byName = new TreeMap<>();
            for (Provided<?> one : all) {
                if (kind.type().isInstance(one.provider())) {
                    register(kind, one, byName, clashes);
                }
            }
            catalogue.byKind.put(kind, Collections.unmodifiableSortedMap(byName));
        }
        clashes.throwIfAny();
        return catalogue;
    }

    private static void register(
            ProviderKind<?> kind, Provided<?> one, SortedMap<String, Provided<?>> byName, NameClashes clashes) {
        for (String name : one.provider().names()) {
            Provided<?> first = byName.putIfAbsent(name, one);
            if (first != null) {
                clashes.add(kind.label(), name, first.origin(), one.origin());
            }
        }
    }

    /**
     * The provider of a name.
     *
     * @throws JimmException (CONFIGURATION) when nobody offers the name; the message tells the nearest names
     */
    public <P extends Provider> Provided<P> find(ProviderKind<P> kind, String name) {
        SortedMap<String, Provided<P>> known = provided(kind);
        Provided<P> found = known.get(name);
        if (found == null) {
            throw new JimmException(Category.CONFIGURATION, unknown(kind, name, known.keySet()));
        }
        return found;
    }

    private static String unknown(ProviderKind<?> kind, String name, Collection<String> known) {
        String problem = "unknown " + kind.label() + " '" + name + "'";
        if (known.isEmpty()) {
            return problem + "; no plugin provides one ('jimm plugins' tells what was loaded)";
        }
        String list = known.size() <= FEW
                ? " (known: " + String.join(", ", known) + ")"
                : " ('" + kind.listing() + "' lists all " + known.size() + ")";
        return problem + Nearest.hint(name, known) + list;
    }

    /** The plugin behind an {@link Provided#origin}; one that only has this name when no provider came from there. */
    public Plugin plugin(String origin) {
        return byKind.values().stream()
                .flatMap(byName -> byName.values().stream())
                .filter(one -> one.origin().equals(origin))
                .map(Provided::plugin)
                .findFirst()
                .orElseGet(() -> Plugin.named(origin));
    }

    /** All names of a kind, sorted. */
    public SortedSet<String> names(ProviderKind<?> kind) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byKind.get(kind).keySet()));
    }

    /** All providers of a kind by name, sorted. */
    @SuppressWarnings("unchecked") // register() files a provider under a kind only when it is an instance of its type
    public <P extends Provider> SortedMap<String, Provided<P>> provided(ProviderKind<P> kind) {
        return (SortedMap<String, Provided<P>>) (SortedMap<String, ?>) byKind.get(kind);
    }
}
