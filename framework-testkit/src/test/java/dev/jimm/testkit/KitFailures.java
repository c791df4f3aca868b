package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Asserts that a kit finds a fault. */
final class KitFailures {
    private KitFailures() {}

    /** Asserts that a check fails with a message that holds a text. */
    static void assertFails(String expected, Executable check) {
        AssertionError failure = assertThrows(AssertionError.class, check);
        String message = failure.getMessage()
                + Stream.of(failure.getSuppressed()).map(Throwable::getMessage).toList();
        assertEquals(expected, message.contains(expected) ? expected : message);
    }

    /** Asserts that one of several checks fails so. */
    static void assertFails(String expected, Stream<DynamicTest> checks) {
        assertFails(expected, () -> {
            for (DynamicTest check : checks.toList()) {
                check.getExecutable().execute();
            }
        });
    }

    /** Asserts that all of several checks pass. */
    static void assertPasses(Stream<DynamicTest> checks) {
        assertDoesNotThrow(() -> {
            for (DynamicTest check : checks.toList()) {
                check.getExecutable().execute();
            }
        });
    }
}
