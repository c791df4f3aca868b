package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.regex.Pattern;

/** Names from outside that become names in the cache: none of them may lead out of it, on any system. */
final class SafeNames {
    private static final int LONGEST = 255;
    private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}\\\\:*?\"<>|]");
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafeNames() {}

    /**
     * A relative path with slashes between its parts.
     *
     * @param what it is the name of, for the message
     * @return the same
     * @throws JimmException (CONFIGURATION) when it is absolute, leads upwards, or cannot be a name on some system
     */
    static String path(String what, String path) {
        for (String part : path.split("/", -1)) {
            String problem = problem(part);
            if (problem != null) {
                throw new JimmException(Category.CONFIGURATION, what + " '" + shown(path) + "': " + problem);
            }
        }
        return path;
    }

    /** The same for a path of one part. */
    static String part(String what, String name) {
        if (name.indexOf('/') >= 0) {
            throw new JimmException(
                    Category.CONFIGURATION, what + " '" + shown(name) + "': a slash cannot be part of the name");
        }
        return path(what, name);
    }

    /** Without what could command a terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /** The same, and no longer than a message may be. */
    static String shown(String name) {
        String text = printable(name);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static String problem(String part) {
        if (part.isEmpty()) {
            return "a part of it is empty; it must be relative, as in folder/file";
        }
        if (part.equals(".") || part.equals("..")) {
            return "'" + part + "' would lead elsewhere";
        }
        if (FORBIDDEN.matcher(part).find()) {
            return "backslashes, colons, wildcards, quotes and control characters cannot be in it";
        }
        if (part.endsWith(".") || part.endsWith(" ")) {
            return "a part of it ends in a " + (part.endsWith(".") ? "point" : "blank");
        }
        if (DEVICE.matcher(part).matches()) {
            return "'" + part + "' is the name of a device on Windows";
        }
        return part.length() > LONGEST ? "a part of it is longer than " + LONGEST + " letters" : null;
    }
}
