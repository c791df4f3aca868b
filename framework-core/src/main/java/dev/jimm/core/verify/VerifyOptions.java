package dev.jimm.core.verify;

import dev.jimm.core.engine.Execution;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

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

    public VerifyOptions {
        executions = List.copyOf(executions);
    }

    public VerifyOptions architectures(String glob) {
        return new VerifyOptions(glob, executions, largeInitialValues);
    }

    public VerifyOptions executions(Execution... values) {
        return new VerifyOptions(architectures, List.of(values), largeInitialValues);
    }

    Predicate<String> wanted() {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + architectures);
        return name -> matcher.matches(Path.of(name));
    }
}
