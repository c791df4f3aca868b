package dev.jimm.host;

import dev.jimm.host.trust.Trust;

/**
 * A file of the folder after all that can be said of it alone.
 *
 * @param trust {@code null} when the inspection found problems
 */
record AdmittedJar(JarInspection inspection, Trust trust) {}
