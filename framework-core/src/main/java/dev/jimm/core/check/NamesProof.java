package dev.jimm.core.check;

import dev.jimm.api.Provider;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.optimizer.Lookahead;
import dev.jimm.core.provider.ProviderKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Proves the names that a provider offers; of models also those of the family and of its architectures. */
public final class NamesProof {
    /** What all of a name must match, as timm writes names of that kind. */
    private static final Map<ProviderKind<?>, String> PATTERNS = new LinkedHashMap<>();

    static {
        PATTERNS.put(ProviderKind.MODEL, "[a-z][a-z0-9_]*");
        // not what turns lookahead on
        PATTERNS.put(ProviderKind.OPTIMIZER, "(?!" + Lookahead.PREFIX + ")[a-z][a-z0-9_]*");
        PATTERNS.put(ProviderKind.SCHEDULER, "[a-z][a-z0-9_-]*");
        PATTERNS.put(ProviderKind.AUGMENT_POLICY, "[a-z0-9][a-z0-9_-]*");
        PATTERNS.put(ProviderKind.READER, "[a-z][a-z0-9-]*");
        PATTERNS.put(ProviderKind.LISTENER, "[a-z][a-z0-9-]*");
    }

    private final ProofProblems problems = new ProofProblems();

    private NamesProof() {}

    /** What is wrong with a provider's names, a sentence each; empty when nothing is. */
    public static List<String> problems(Provider provider) {
        NamesProof proof = new NamesProof();
        proof.names(provider);
        if (provider instanceof ModelProvider family) {
            proof.family(family);
        }
        return proof.problems.all();
    }

    private void names(Provider provider) {
        Set<String> names = new TreeSet<>(provider.names());
        problems.expect(!names.isEmpty(), "there are no names; names() must give at least one");
        PATTERNS.forEach((kind, pattern) -> {
            if (kind.type().isInstance(provider)) {
                names.forEach(name -> wellFormed("name", name, pattern));
            }
        });
        Set<String> again = Set.copyOf(provider.names());
        problems.expect(
                names.equals(again),
                "the names at a second call of names() are " + new TreeSet<>(again) + ", and were " + names
                        + " at the first; they must stay the same");
    }

    private void family(ModelProvider family) {
        wellFormed("family's name", family.family(), PATTERNS.get(ProviderKind.MODEL));
        Set<String> seen = new HashSet<>();
        for (Architecture<?> architecture : family.architectures()) {
            problems.expect(
                    seen.add(architecture.name()),
                    "architecture '" + architecture.name() + "' is there twice; each must have a name of its own");
        }
        problems.expect(!seen.isEmpty(), "the family has no architectures; architectures() must give at least one");
        Set<String> names = new TreeSet<>(family.names());
        problems.expect(
                names.equals(seen),
                "names() gives " + names + ", and the architectures are " + new TreeSet<>(seen)
                        + "; leave names() as the interface has it");
    }

    private void wellFormed(String what, String name, String pattern) {
        problems.expect(
                name.matches(pattern), "the " + what + " '" + name + "' is malformed; all of it must match " + pattern);
    }
}
