package dev.jimm.host.check;

import dev.jimm.host.ForeignText;

/**
 * A place in the code of a jar.
 *
 * @param className with its package
 * @param method {@code null} for a class as a whole
 * @param file the source's name; {@code null} when the class file does not tell
 * @param line 0 when the class file does not tell
 */
public record Place(String className, String method, String file, int line) {
    /** The package of the class; empty when it has none. */
    public String packageName() {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    /** As in a stack trace, {@code com.acme.Net.forward(Net.java:17)}, which development environments take for a link. */
    @Override
    public String toString() {
        String source = file == null ? "" : "(" + file + (line == 0 ? "" : ":" + line) + ")";
        return ForeignText.oneLine(className + (method == null ? "" : "." + method) + source);
    }
}
