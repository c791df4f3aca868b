package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.util.List;
import java.util.Set;

/**
 * The kit's tests of a structure that a family builds, with a configuration small enough to compute with in every
 * build: for families whose named architectures are all large.
 */
abstract class SmallArchitectureKit extends ModelProviderKit {
    private final ModelProvider provider;

    /** @param config of the family's type */
    <C extends Record> SmallArchitectureKit(ModelProvider family, C config) {
        @SuppressWarnings("unchecked") // a family here has one type of configuration
        Architecture<C> any = (Architecture<C>) family.architectures().get(0);
        Architecture<C> small = new Architecture<>("small_" + family.family(), config, any.builder());
        provider = new ModelProvider() {
            @Override
            public String family() {
                return small.name();
            }

            @Override
            public List<Architecture<?>> architectures() {
                return List.of(small);
            }
        };
    }

    @Override
    protected ModelProvider provider() {
        return provider;
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE);
    }

    /** Not a test of this provider, which belongs to no plugin. */
    @Override
    public void serviceFileEqualsModuleDescriptor() {}
}
