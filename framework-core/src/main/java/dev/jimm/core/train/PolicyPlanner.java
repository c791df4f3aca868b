package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.PluginSection;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes the augmentation policy of a run from {@code augment.policy}, a name or a short form such as {@code
 * rand-m9-mstd0.5}, and {@code augment.options}, which count more than the short form.
 */
final class PolicyPlanner {
    private static final String POLICY = "augment.policy";
    private static final String OPTIONS = "augment.options";

    private final ProviderCatalogue providers;
    private final Config file;
    private final Problems problems;

    PolicyPlanner(ProviderCatalogue providers, Config file, Problems problems) {
        this.providers = providers;
        this.file = file;
        this.problems = problems;
    }

    /**
     * The policy; empty when there was a problem with it.
     *
     * @param written {@code augment.policy}, or {@code null}
     * @param options {@code augment.options}
     */
    Optional<PlannedPolicy> plan(String written, Config options, Canvas canvas) {
        if (problems.isRefused(POLICY)) {
            return Optional.empty();
        }
        if (written == null) {
            if (!options.isEmpty()) {
                problems.add(
                        Location.of(file, OPTIONS),
                        "'" + OPTIONS + "' are of no policy; set " + POLICY + " or leave them out");
            }
            return Optional.of(PlannedPolicy.NONE);
        }
        String name = name(written);
        try {
            Provided<AugmentPolicyProvider<?>> found = providers.find(ProviderKind.AUGMENT_POLICY, name);
            return plan(found.provider(), found.origin(), written, name, options, canvas);
        } catch (JimmException e) {
            problems.add(Location.of(file, POLICY), e.getMessage());
            return Optional.empty();
        }
    }

    /** The longest name that there is with which the text begins, as a whole or before a hyphen. */
    private String name(String written) {
        return providers.names(ProviderKind.AUGMENT_POLICY).stream()
                .filter(name -> written.equals(name) || written.startsWith(name + "-"))
                .reduce((first, second) -> first.length() > second.length() ? first : second)
                .orElse(written);
    }

    private <C extends Record> Optional<PlannedPolicy> plan(
            AugmentPolicyProvider<C> provider,
            String origin,
            String written,
            String name,
            Config options,
            Canvas canvas) {
        Function<String, C> defaults = provider::defaults;
        if (written.length() > name.length()) {
            try {
                C read = Provided.guarded(
                        origin,
                        "the short form of '" + name + "'",
                        () -> provider.shortForm(name, written.substring(name.length() + 1)));
                defaults = any -> read;
            } catch (IllegalArgumentException e) {
                problems.add(
                        Location.of(file, POLICY),
                        "'" + POLICY + " = " + written + "': " + name + " " + e.getMessage());
                return Optional.empty();
            }
        }
        PluginSection section = new PluginSection(OPTIONS, options, List.of(), problems);
        return section.make(
                        name,
                        origin,
                        defaults,
                        whole -> new Described(
                                new PluginPolicy(provider.create(name, whole, canvas), name, origin),
                                lines(written, provider.describe(name, whole))))
                .map(made -> new PlannedPolicy(
                        made.value().policy(), made.options(), made.value().lines(), origin));
    }

    private record Described(AugmentPolicy policy, List<String> lines) {}

    private static List<String> lines(String written, String text) {
        return Stream.concat(Stream.of("policy " + written), text.lines().map(line -> "  " + line))
                .toList();
    }
}
