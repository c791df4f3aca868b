package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.AtomicFiles;
import dev.jimm.core.weights.CheckpointStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The folder of a run: its resolved configuration, metrics, checkpoints and provenance. */
public final class RunFolder {
    static final String CHECKPOINTS = "checkpoints";
    private static final String CONFIGURATION = "run.conf";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** A run that exists. */
    public static RunFolder existing(Path path) {
        if (!Files.isRegularFile(path.resolve(CONFIGURATION))) {
            throw new JimmException(
                    Category.DATA, path + " is not the folder of a run: it has no " + CONFIGURATION);
        }
        return new RunFolder(path);
    }

    /** A new run; fails if there is one of this name, so that nothing is lost. */
    static RunFolder create(Path path) {
        if (Files.exists(path.resolve(CONFIGURATION))) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    path + " holds a run already; go on with it by --resume, or choose another name by --set name=NAME");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    "the run's folder " + path + " cannot be made: " + e + "; choose another by --set train.output=FOLDER",
                    e);
        }
        return new RunFolder(path);
    }

    public Path path() {
        return path;
    }

    public CheckpointStore checkpoints() {
        return new CheckpointStore(path.resolve(CHECKPOINTS));
    }

    void writeConfiguration(Config resolved) {
        ConfigRenderOptions readable =
                ConfigRenderOptions.defaults().setOriginComments(false).setJson(false);
        write(CONFIGURATION, resolved.root().render(readable));
    }

    /** The resolved configuration that the run was started with. */
    public Path configuration() {
        return path.resolve(CONFIGURATION);
    }

    void writeMetrics(List<EpochMetrics> metrics) {
        write(
                "metrics.csv",
                metrics.stream()
                        .map(EpochMetrics::line)
                        .collect(Collectors.joining("\n", EpochMetrics.HEADER + "\n", metrics.isEmpty() ? "" : "\n")));
    }

    /** Writes a text file as a whole or not at all. */
    void write(String name, String text) {
        AtomicFiles.write(path.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
