package dev.jimm.core.check;

import dev.jimm.api.ConfigurableProvider;
import dev.jimm.api.Provider;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.util.List;
import java.util.TreeSet;

/**
 * Asks a provider for everything that it can tell without an engine and without data: names, defaults, descriptions; of
 * models the structures and the table of pretrained weights. Whatever it throws becomes a problem.
 */
public final class ProviderProof {
    private final Provider provider;
    private final ProofProblems problems = new ProofProblems();

    private ProviderProof(Provider provider) {
        this.provider = provider;
    }

    /** What is wrong with a provider, a sentence each that begins with what it is about; empty when nothing is. */
    public static List<String> problems(Provider provider) {
        ProviderProof proof = new ProviderProof(provider);
        proof.problems.attempt(provider.getClass().getName(), proof::prove);
        return proof.problems.all();
    }

    private void prove() {
        problems.addAll(provider.getClass().getName(), NamesProof.problems(provider));
        if (provider instanceof ConfigurableProvider<?> configurable) {
            for (String name : new TreeSet<>(provider.names())) {
                problems.attempt("'" + name + "'", () -> options(configurable, name));
            }
        }
        if (provider instanceof ModelProvider family) {
            family(family);
        }
    }

    private void options(ConfigurableProvider<?> configurable, String name) {
        String who = "'" + name + "'";
        problems.addAll(who, OptionsProof.problems(configurable, name));
        problems.expect(
                configurable.describe(name) != null,
                who + ": the description is null; give one, or leave describe as the interface has it");
    }

    private void family(ModelProvider family) {
        for (Architecture<?> architecture : family.architectures()) {
            String who = "architecture '" + architecture.name() + "'";
            problems.attempt(who, () -> {
                problems.addAll(who, OptionsProof.problems(architecture));
                problems.addAll(who, StructureProof.problems(architecture));
            });
        }
        // a table cannot be tried on architectures that are not sound
        if (problems.all().isEmpty()) {
            String who = "family '" + family.family() + "'";
            problems.attempt(who, () -> problems.addAll(who, PretrainedTableProof.problems(family)));
        }
    }
}
