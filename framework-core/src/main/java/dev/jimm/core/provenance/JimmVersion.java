package dev.jimm.core.provenance;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** The version of jimm that runs. */
public final class JimmVersion {
    private JimmVersion() {}

    /** The module's version; there is none when jimm runs from its classes. */
    public static String text() {
        return Optional.ofNullable(JimmVersion.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("(development)");
    }
}
