package dev.jimm.app.doctor;

/**
 * The outcome of a check.
 *
 * @param remedy what the user can do, or {@code null} when there is nothing to do
 */
record Finding(Level level, String subject, String text, String remedy) {
    /** How good it is. */
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, null);
    }

    static Finding warn(String subject, String text, String remedy) {
        return new Finding(Level.WARN, subject, text, remedy);
    }

    static Finding fail(String subject, String text, String remedy) {
        return new Finding(Level.FAIL, subject, text, remedy);
    }
}
