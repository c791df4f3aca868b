package dev.jimm.testkit;

import dev.jimm.api.Provider;
import java.util.Arrays;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Checks whose failures tell what they are of, and where in the plugin: a build prints the number of a dynamic test only. */
final class NamedChecks {
    private NamedChecks() {}

    static DynamicTest test(Provider provider, String name, Executable check) {
        return DynamicTest.dynamicTest(name, named(provider, name, check));
    }

    /** @param provider whose package the author's code is in */
    static Executable named(Provider provider, String name, Executable check) {
        return () -> {
            try {
                check.execute();
            } catch (AssertionError e) {
                throw new AssertionError(name + ": " + e.getMessage(), e);
            } catch (Exception | LinkageError e) {
                throw new AssertionError(name + ": " + e + place(provider, e), e);
            }
        };
    }

    /** The line of the author's code that is nearest to a failure. */
    private static String place(Provider provider, Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame ->
                        frame.getClassName().startsWith(provider.getClass().getPackageName() + "."))
                .findFirst()
                .map(frame -> "; see " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }
}
