package dev.jimm.host;

import dev.jimm.api.Provider;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a plugin offers.
 *
 * @param names by kind; a kind of which there is nothing is absent
 */
record Offer(PluginJar plugin, List<Provided<?>> provided, Map<ProviderKind<?>, SortedSet<String>> names) {
    static Offer of(PluginJar plugin, List<Provided<?>> provided) {
        Map<ProviderKind<?>, SortedSet<String>> names = new LinkedHashMap<>();
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            for (Provided<?> one : provided) {
                Provider provider = one.provider();
                if (kind.type().isInstance(provider)) {
                    names.computeIfAbsent(kind, key -> new TreeSet<>()).addAll(provider.names());
                }
            }
        }
        return new Offer(plugin, provided, names);
    }
}
