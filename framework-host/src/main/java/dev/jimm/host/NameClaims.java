package dev.jimm.host;

import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the plugins that offer the same name of one kind. None of them can be used: which one is meant is the user's
 * knowledge. What jimm offers itself stays.
 */
final class NameClaims {
    private static final int SHOWN = 5;

    private NameClaims() {}

    static List<Refused> clashes(Collection<Offer> offers) {
        ProviderCatalogue builtIn = ProviderCatalogue.of(List.of());
        List<Refused> refused = new ArrayList<>();
        for (Offer offer : offers) {
            offer.names().forEach((kind, names) -> {
                common(names, builtIn.names(kind))
                        .ifPresent(shared -> refused.add(new Refused(
                                offer.plugin().file(),
                                "provides " + kind.label() + " " + shared + ", as jimm itself does",
                                "ask the plugin's author for another name")));
                offers.stream().filter(other -> other != offer).forEach(other -> clash(offer, other, kind, refused));
            });
        }
        return refused;
    }

    private static void clash(Offer offer, Offer other, ProviderKind<?> kind, List<Refused> refused) {
        common(offer.names().get(kind), other.names().getOrDefault(kind, new TreeSet<>()))
                .ifPresent(shared -> refused.add(new Refused(
                        offer.plugin().file(),
                        "provides " + kind.label() + " " + shared + ", as "
                                + FolderScan.nameBeside(
                                        offer.plugin().file(), other.plugin().file())
                                + " does",
                        "keep only one of the two")));
    }

    private static Optional<String> common(SortedSet<String> names, SortedSet<String> others) {
        List<String> shared = names.stream().filter(others::contains).toList();
        if (shared.isEmpty()) {
            return Optional.empty();
        }
        String first = shared.stream().limit(SHOWN).collect(Collectors.joining("', '", "'", "'"));
        return Optional.of(first + (shared.size() > SHOWN ? " and " + (shared.size() - SHOWN) + " more" : ""));
    }
}
