package dev.jimm.core.verify;

import dev.jimm.core.engine.Execution;
import dev.jimm.core.model.Glob;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is checked.
 *
 * @param names a {@link Glob} of the names of what is checked: architectures, optimizers, schedules, losses, parts of
 *     training, image operations and files
 * @param executions how forward passes and update rules are run, one case each
 */
public record VerifyOptions(String names, List<Execution> executions) {
    /** Everything, run as they are in use. */
    public static final VerifyOptions DEFAULT = new VerifyOptions("*", List.of(Execution.TRACED));

    /** Fails with a {@link dev.jimm.core.error.JimmException} (CONFIGURATION) when the pattern is malformed. */
    public VerifyOptions {
        executions = List.copyOf(executions);
        if (executions.isEmpty()) {
            throw new IllegalArgumentException("at least one way of running is needed");
        }
        new Glob(names);
    }

    public VerifyOptions names(String glob) {
        return new VerifyOptions(glob, executions);
    }

    public VerifyOptions executions(Execution... values) {
        return new VerifyOptions(names, List.of(values));
    }

    Predicate<String> wanted() {
        return new Glob(names)::matches;
    }
}
