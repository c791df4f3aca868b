package dev.jimm.core.model;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.core.provider.ServiceProviders.Problem;
import java.util.ArrayList;
import java.util.List;

/** Looks at families before a {@link ModelCatalogue} is made, which fails when one of them is unusable. */
public final class ModelFamilies {
    private ModelFamilies() {}

    /**
     * The same without the families that cannot tell their models or pretrained weights; each of them is a problem
     * instead.
     */
    public static Found check(Found found) {
        List<Provided<?>> usable = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(found.problems());
        for (Provided<?> one : found.provided()) {
            try {
                if (one.provider() instanceof ModelProvider provider) {
                    ModelFamily.of(provider);
                }
                usable.add(one);
            } catch (JimmException e) {
                problems.add(new Problem(e.getMessage(), "ask the plugin's author for a working build"));
            }
        }
        return new Found(List.copyOf(usable), List.copyOf(problems));
    }
}
