package dev.jimm.core.error;

/**
 * An error that the user can act on. Its message says what is wrong, where, and what to do, and is shown without a stack trace.
 */
public final class JimmException extends RuntimeException {
    private final transient Category category;

    public JimmException(Category category, String message) {
        this(category, message, null);
    }

    public JimmException(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
