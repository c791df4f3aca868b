package dev.jimm.core.verify;

import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * What is checked.
 *
 * @param architectures the names of the architectures, with the wildcards {@code *}, {@code ?} and {@code [abc]}
 * @param executions how forward passes are run, one case each
 * @param largeInitialValues whether the initial values of models over 130 million parameters are checked too, which takes seconds and
 *     more for each
 */
public record VerifyOptions(String architectures, List<Execution> executions, boolean largeInitialValues) {
    /** All architectures, run as they are in use. */
    public static final VerifyOptions DEFAULT = new VerifyOptions("*", List.of(Execution.TRACED), false);

    /** Fails with a {@link JimmException} (CONFIGURATION) when the pattern is malformed. */
    public VerifyOptions {
        executions = List.copyOf(executions);
        if (executions.isEmpty()) {
            throw new IllegalArgumentException("at least one way of running is needed");
        }
        matcher(architectures);
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "malformed pattern of architectures '" + glob + "': " + e.getDescription(),
                    e);
        }
    }

    public VerifyOptions architectures(String glob) {
        return new VerifyOptions(glob, executions, largeInitialValues);
    }

    public VerifyOptions executions(Execution... values) {
        return new VerifyOptions(architectures, List.of(values), largeInitialValues);
    }

    Predicate<String> wanted() {
        PathMatcher matcher = matcher(architectures);
        return name -> matcher.matches(Path.of(name));
    }
}
