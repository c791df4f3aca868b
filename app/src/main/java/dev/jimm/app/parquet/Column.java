package dev.jimm.app.parquet;

/** A column of a table; none of its values is absent. */
public record Column(String name, Type type) {
    /** What the values are, as in the format's enum of physical types. */
    public enum Type {
        /** {@link Integer} */
        INT(1),
        /** {@link Double} */
        DOUBLE(5),
        /** {@link String}, as UTF-8 */
        TEXT(6),
        /** {@code float[]} of any length but 0 */
        FLOATS(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
