package dev.jimm.app.train;

import com.typesafe.config.Config;
import dev.jimm.core.config.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that name a run's configuration. */
final class RunFile {
    @Parameters(paramLabel = "FILE", description = "The run's configuration (HOCON).")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the file, such as train.epochs=3; may be repeated.")
    private List<String> settings = new ArrayList<>();

    Config load() {
        return ConfigFile.load(file, settings);
    }

    /** The arguments as they were typed. */
    List<String> arguments() {
        return Stream.concat(
                        Stream.of(file.toString()), settings.stream().flatMap(setting -> Stream.of("--set", setting)))
                .toList();
    }
}
