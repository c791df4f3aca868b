package dev.jimm.core.check;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.ConfigurableProvider;
import dev.jimm.api.Provider;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.optimizer.OptimizerConfig;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks a provider for everything that it can tell without an engine and without data: names, defaults, descriptions; of
 * models the structures and the table of pretrained weights. Whatever it throws becomes a problem.
 */
public final class ProviderProof {
    private static final String NAME = "[a-z0-9][a-z0-9_-]*";

    private final Provider provider;
    private final ProofProblems problems = new ProofProblems();

    private ProviderProof(Provider provider) {
        this.provider = provider;
    }

    /** What is wrong with a provider, a sentence each; empty when nothing is. */
    public static List<String> problems(Provider provider) {
        ProviderProof proof = new ProviderProof(provider);
        proof.problems.attempt(provider.getClass().getName(), proof::prove);
        return proof.problems.all();
    }

    private void prove() {
        Set<String> names = new TreeSet<>(provider.names());
        problems.expect(
                names.equals(Set.copyOf(provider.names())),
                provider.getClass().getName() + " gives other names when it is asked again");
        if (provider instanceof ConfigurableProvider<?> configurable) {
            for (String name : names) {
                problems.expect(
                        name.matches(NAME),
                        "the name '" + name + "' is malformed: names are of small letters, digits, _ and -");
                problems.attempt("'" + name + "'", () -> options(configurable, name));
            }
        }
        if (provider instanceof ModelProvider family) {
            problems.attempt("family '" + family.family() + "'", () -> new FamilyProof(family, problems).prove());
        }
    }

    private void options(ConfigurableProvider<?> configurable, String name) {
        Record defaults = configurable.defaults(name);
        if (defaults == null || configurable.describe(name) == null) {
            problems.add("'" + name + "' has no " + (defaults == null ? "defaults" : "description") + ", but null");
            return;
        }
        problems.expect(
                defaults.equals(configurable.defaults(name)),
                "the defaults of '" + name + "' are others when they are asked for again");
        List<String> common =
                configurable instanceof OptimizerProvider<?> ? ConfigTree.keys(OptimizerConfig.class) : List.of("name");
        ConfigTree.keys(defaults.getClass()).stream()
                .filter(common::contains)
                .forEach(key -> problems.add("'" + name + "' has an option '" + key + "', as all of its kind have"));
        String text = ConfigTree.toConfig(defaults).root().render(ConfigRenderOptions.concise());
        Config read = ConfigFactory.parseString(text);
        Problems refused = new Problems();
        Record bound = ConfigBinder.bind(read, "", defaults, refused);
        refused.lines().forEach(line -> problems.add("the defaults of '" + name + "' are refused: " + line));
        problems.expect(
                !refused.isEmpty() || defaults.equals(bound),
                "the defaults of '" + name + "' are others when they are written as a configuration and read again");
    }
}
