package dev.jimm.core.model;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.Objects;

/** What a plugin tells of a family. */
record ModelFamily(String name, List<Architecture<?>> architectures, PretrainedTable table) {
    ModelFamily {
        Objects.requireNonNull(name, "family() gave null");
        architectures = List.copyOf(architectures);
    }

    /**
     * Asks a provider.
     *
     * @throws JimmException (PLUGIN) when it cannot tell, whatever the reason
     */
    static ModelFamily of(ModelProvider provider) {
        try {
            return new ModelFamily(provider.family(), provider.architectures(), PretrainedTable.of(provider));
        } catch (JimmException | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            throw new JimmException(
                    Category.PLUGIN, provider.getClass().getName() + " cannot tell its models: " + e, e);
        }
    }
}
