package dev.jimm.core.model;

import java.util.Objects;

/**
 * What a configuration says of pretrained weights: {@code false}, {@code true}, a tag, {@code hf-hub:owner/name} or
 * {@code file:PATH}.
 *
 * @param value the tag, the repository or the path; empty for the other two
 */
public record Pretrained(Source source, String value) {
    /** No weights, as it is written. */
    public static final String NONE = "false";

    /** How a repository on the hub is written, also in the place of a model's name. */
    public static final String HUB = "hf-hub:";

    /** How a file is written. */
    public static final String FILE = "file:";

    /** Where weights come from. */
    public enum Source {
        /** From nowhere: a training starts with fresh ones. */
        NONE,
        /** The tag of the model's name, or the default one. */
        DEFAULT,
        TAG,
        /** A repository on the hub. */
        HUB,
        FILE
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when nothing follows the colon, or the text is empty
     */
    public static Pretrained of(String text) {
        Objects.requireNonNull(text);
        if (text.equals(NONE)) {
            return new Pretrained(Source.NONE, "");
        }
        if (text.equals("true")) {
            return new Pretrained(Source.DEFAULT, "");
        }
        if (text.startsWith(HUB)) {
            return new Pretrained(Source.HUB, rest(text, HUB, "owner/name"));
        }
        if (text.startsWith(FILE)) {
            return new Pretrained(Source.FILE, rest(text, FILE, "PATH"));
        }
        if (text.isBlank() || text.contains("/") || text.contains(":")) {
            throw new IllegalArgumentException("pretrained must be false, true, a tag such as a1_in1k,"
                    + " \"hf-hub:owner/name\" or \"file:PATH\", is \"" + text + "\"");
        }
        return new Pretrained(Source.TAG, text);
    }

    private static String rest(String text, String prefix, String wanted) {
        String rest = text.substring(prefix.length());
        if (rest.isBlank()) {
            throw new IllegalArgumentException("pretrained must be \"" + prefix + wanted + "\", is \"" + text + "\"");
        }
        return rest;
    }
}
