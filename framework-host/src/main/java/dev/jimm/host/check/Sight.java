package dev.jimm.host.check;

/** Where a plugin gets a class from. */
enum Sight {
    /** From its own jar. */
    OWN,
    /** From jimm: the plugin API and SLF4J. */
    API,
    /** From a plugin that it depends on. */
    PLUGIN,
    /** From the JDK. */
    JDK,
    /** Nowhere, as the JDK keeps it to itself. */
    JDK_INTERNAL,
    /** Nowhere, as jimm keeps it to itself. */
    HOST_INTERNAL,
    /** Nowhere. */
    NOWHERE;

    boolean isVisible() {
        return this == OWN || this == API || this == PLUGIN || this == JDK;
    }
}
