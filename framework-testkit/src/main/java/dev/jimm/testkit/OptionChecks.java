package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tries options with values that nobody thinks of. */
final class OptionChecks {
    private static final List<String> WHOLE = List.of("-2147483648", "-1", "0", "2147483647");
    private static final List<String> FRACTIONS = List.of("-1e300", "-1", "0", "1e-300", "1e300");
    private static final List<String> TEXTS = List.of("\"\"", "no_such_value");
    private static final List<String> LISTS = List.of("[]");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("[\\w-]+");

    private OptionChecks() {}

    /**
     * Sets one option at a time to extreme values. Each is refused by an {@link IllegalArgumentException} whose message
     * begins with a key of the options, from the record or from what uses it, or it works, and before long.
     *
     * @param use of accepted options
     */
    static <C extends Record> void extremes(C defaults, Consumer<C> use) {
        extremes(defaults, PATIENCE, use);
    }

    /** @param patience for each value */
    static <C extends Record> void extremes(C defaults, Duration patience, Consumer<C> use) {
        List<String> keys = ConfigTree.keys(defaults.getClass());
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            for (String value : values(components[i].getType())) {
                tried(
                        keys,
                        keys.get(i) + " = " + value,
                        defaults,
                        options -> within(patience, () -> use.accept(options)));
            }
        }
    }

    private static List<String> values(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return WHOLE;
        }
        if (type == double.class || type == Double.class) {
            return FRACTIONS;
        }
        if (type == boolean.class || type == Boolean.class) {
            return List.of("true", "false");
        }
        if (type == String.class) {
            return TEXTS;
        }
        return type == List.class ? LISTS : List.of();
    }

    private static <C extends Record> void tried(List<String> keys, String setting, C defaults, Consumer<C> use) {
        Config section = ConfigFactory.parseString(setting);
        Problems problems = new Problems();
        C options;
        try {
            options = ConfigBinder.bind(section, "", defaults, problems);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "the options do not check '" + setting + "': " + e + "; let the record's compact constructor throw"
                            + " an IllegalArgumentException whose message begins with the key",
                    e);
        }
        if (problems.isEmpty()) {
            used(keys, setting, () -> use.accept(options));
        } else {
            String text = String.join("\n", problems.lines());
            assertTrue(
                    keys.stream().anyMatch(key -> text.contains("'" + key)),
                    () -> "the refusal of '" + setting + "' should begin with one of the keys " + keys
                            + ", so that the user is told the line of the file, but says: " + text);
        }
    }

    private static void used(List<String> keys, String setting, Runnable use) {
        try {
            use.run();
        } catch (CompletionException e) {
            assertRefusal(keys, setting, e.getCause());
        }
    }

    /** Another thread does it, since nothing ends what a plugin does for ever. */
    private static void within(Duration patience, Runnable use) {
        CompletableFuture.runAsync(use)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static void assertRefusal(List<String> keys, String setting, Throwable failure) {
        assertFalse(
                failure instanceof TimeoutException,
                () -> "'" + setting + "' is accepted by the options, and then takes very long; let the options refuse"
                        + " what nobody can wait for");
        Matcher start = KEY.matcher(String.valueOf(failure.getMessage()));
        boolean refusal =
                failure instanceof IllegalArgumentException && start.lookingAt() && keys.contains(start.group());
        if (!refusal) {
            throw new AssertionError(
                    "'" + setting + "' is accepted by the options, and fails when it is used: " + failure
                            + "; refuse it by an IllegalArgumentException whose message begins with the key",
                    failure);
        }
    }
}
