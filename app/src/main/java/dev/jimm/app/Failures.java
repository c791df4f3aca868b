package dev.jimm.app;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.PrintWriter;
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
        // the engine's class cannot be initialised when its library cannot be loaded
        Throwable cause = failure instanceof ExceptionInInitializerError ? failure.getCause() : failure;
        if (cause instanceof JimmException known) {
            exitCode = known.category().exitCode();
            err.println("jimm: " + known.getMessage());
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
}
