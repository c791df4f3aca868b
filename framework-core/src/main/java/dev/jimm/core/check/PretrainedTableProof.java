package dev.jimm.core.check;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.model.PretrainedTable;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Proves a family's table of pretrained weights: its rows are of the family, its numbers are right, its tags can be built. */
public final class PretrainedTableProof {
    private final ModelCatalogue catalogue;
    private final ProofProblems problems = new ProofProblems();

    private PretrainedTableProof(ModelCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What is wrong with the table, a sentence each; empty when nothing is.
     *
     * @param family whose names and structures are sound ({@link NamesProof}, {@link StructureProof})
     */
    public static List<String> problems(ModelProvider family) {
        try {
            PretrainedTable table = PretrainedTable.of(family);
            PretrainedTableProof proof = new PretrainedTableProof(
                    new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(family, "the plugin")))));
            proof.rows("pretrained", table.pretrained().keySet(), family.names());
            proof.rows("parameters", table.parameters().keySet(), family.names());
            proof.catalogue.entries().forEach(proof::entry);
            return proof.problems.all();
        } catch (JimmException e) {
            return List.of(e.getMessage());
        }
    }

    private void rows(String section, Set<String> rows, Set<String> known) {
        rows.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add("the table of pretrained weights has '" + name + "' in '" + section
                        + "', which is no architecture of the family; correct the name, or leave the row out"));
    }

    private void entry(ModelEntry entry) {
        Long declared = entry.declaredParameters();
        if (declared != null) {
            long counted = entry.structure().parameters().weightCount();
            problems.expect(
                    declared == counted,
                    "the table of pretrained weights gives '" + entry.name() + "' " + declared
                            + " parameters, and the structure has " + counted
                            + "; correct it there, or leave 'parameters' out");
        }
        for (PretrainedConfig tag : entry.tags()) {
            tag(tag.tag().isEmpty() ? entry.name() : entry.name() + "." + tag.tag(), tag);
        }
    }

    private void tag(String name, PretrainedConfig tag) {
        int[] size;
        try {
            size = catalogue.create(name).imageSize();
        } catch (JimmException e) {
            problems.add("'" + name + "' of the table of pretrained weights cannot be built: " + e.getMessage());
            return;
        }
        int[] fixed = {tag.inputSize().get(1), tag.inputSize().get(2)};
        problems.expect(
                !tag.fixedInputSize() || Arrays.equals(fixed, size),
                "the image size {height, width} of '" + name + "' is " + Arrays.toString(size)
                        + ", and its tag says that it is fixed to " + Arrays.toString(fixed)
                        + "; give the architecture the option img-size, or correct the tag");
    }
}
