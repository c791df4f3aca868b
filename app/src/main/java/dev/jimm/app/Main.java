package dev.jimm.app;

import dev.jimm.app.session.StopRequest;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a command and ends with its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        StopRequest.endAtOnce();
        // the log reads its configuration while the commands are set up: a tenth of a second of a short one
        CompletableFuture<?> log = CompletableFuture.runAsync(LoggerFactory::getILoggerFactory);
        CommandLine commandLine = Jimm.commandLine(System.getenv());
        log.join();
        System.exit(commandLine.execute(arguments));
    }
}
