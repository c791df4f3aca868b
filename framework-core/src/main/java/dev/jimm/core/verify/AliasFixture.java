package dev.jimm.core.verify;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Deprecated names of models and what they mean now; those whose model no plugin provides are counted only. */
final class AliasFixture implements FixtureKind {
    private final ModelCatalogue models;

    AliasFixture(ModelCatalogue models) {
        this.models = models;
    }

    @Override
    public String description() {
        return "deprecated names (a JSON object from old names to 'arch' or 'arch.tag')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.isTableOfTexts();
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        Predicate<String> wanted = options.wanted();
        Set<String> provided = models.entries().stream().map(ModelEntry::name).collect(Collectors.toSet());
        int unmatched = 0;
        int unprovided = 0;
        while (records.hasNext()) {
            Facts names = records.next();
            for (Map.Entry<String, ?> entry : names.json().properties()) {
                String target = names.at(entry.getKey()).text();
                String architecture = architecture(target);
                if (!wanted.test(architecture)) {
                    unmatched++;
                } else if (!provided.contains(architecture)) {
                    unprovided++;
                } else {
                    report.accept(check(entry.getKey(), target));
                }
            }
        }
        List<String> notes = new ArrayList<>();
        if (unmatched > 0) {
            notes.add("names of architectures that do not match '" + options.names() + "', not checked: " + unmatched);
        }
        if (unprovided > 0) {
            notes.add("names of architectures that no plugin provides, not checked: " + unprovided);
        }
        return notes;
    }

    /** timm still maps two names to tags that it has no more; such names must lead to the same error as their targets. */
    private Case check(String old, String target) {
        String meaning = meaning(old);
        String expected = meaning(target);
        return meaning.equals(expected)
                ? new Case(old, true, "means " + target)
                : new Case(old, false, meaning + "; the reference says " + expected);
    }

    /** Architecture and tag, or why there is none. */
    private String meaning(String name) {
        try {
            return models.find(name).name() + "." + models.preprocessing(name).tag();
        } catch (JimmException e) {
            return e.getMessage();
        }
    }

    private static String architecture(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
