package dev.jimm.app;

import dev.jimm.app.text.Launcher;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of a failure in words, and gives its exit code. */
final class Failures {
    private Failures() {}

    /** Arguments that make no command. */
    static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        String message = failure.getMessage();
        err.println("jimm: " + Character.toLowerCase(message.charAt(0)) + message.substring(1));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what there is");
        return Category.CONFIGURATION.exitCode();
    }

    /** What a command threw. */
    static int report(Throwable failure, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        int exitCode = Category.INTERNAL.exitCode();
        Optional<JimmException> known = causes(failure)
                .filter(JimmException.class::isInstance)
                .map(JimmException.class::cast)
                .findFirst();
        if (known.isPresent()) {
            exitCode = known.get().category().exitCode();
            err.println("jimm: " + Launcher.renamed(known.get().getMessage()));
        } else if (failure instanceof OutOfMemoryError) {
            err.println("jimm: Java ran out of memory; give it more (JIMM_JAVA_OPTS=-Xmx4g), or lower data.batch-size");
        } else {
            err.println("jimm: this is a defect of jimm: " + failure);
            err.println("please report it with what '--verbose' prints in addition");
        }
        if (verbose) {
            failure.printStackTrace(err);
        }
        return exitCode;
    }

    /** A command whose output did not arrive; a failure of its own counts more. */
    static int unwritten(CommandLine command, int exitCode) {
        command.getErr().println("jimm: not all output could be written; is the disk full?");
        return exitCode == 0 ? Category.DATA.exitCode() : exitCode;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
