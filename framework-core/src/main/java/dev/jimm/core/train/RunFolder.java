package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.provenance.Origins;
import dev.jimm.core.provenance.SessionLog;
import dev.jimm.core.weights.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The folder of a run: its resolved configuration, metrics, checkpoints and provenance. */
public final class RunFolder {
    static final String CHECKPOINTS = "checkpoints";
    private static final String CONFIGURATION = "run.conf";
    private static final String PROVENANCE = "provenance.json";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** Whether a folder is that of a run that has checkpoints. */
    public static boolean isRun(Path path) {
        return Files.isRegularFile(path.resolve(CONFIGURATION)) && Files.isDirectory(path.resolve(CHECKPOINTS));
    }

    /** A run that exists. */
    public static RunFolder existing(Path path) {
        if (!Files.isRegularFile(path.resolve(CONFIGURATION))) {
            throw new JimmException(Category.DATA, path + " is not the folder of a run: it has no " + CONFIGURATION);
        }
        return new RunFolder(path);
    }

    /** A new run; fails if there is one of this name that has a checkpoint, so that nothing is lost. */
    static RunFolder create(Path path) {
        if (Files.exists(path.resolve(CHECKPOINTS))) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    path
                            + " holds a run already; go on with it by --resume, or choose another name by --set name=NAME");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    "the run's folder " + path + " cannot be made: " + Reason.of(e)
                            + "; choose another by --set train.output=FOLDER",
                    e);
        }
        return new RunFolder(path);
    }

    /** Held while a process trains the run. */
    static final class Lock implements AutoCloseable {
        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Keeps other processes and threads from training the same run. */
    Lock lock() {
        Path file = path.resolve(".lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return new Lock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // another training of this process holds it
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, file + " cannot be locked: " + Reason.of(e) + "; allow writing in " + path, e);
        }
        new Lock(channel).close();
        throw new JimmException(
                Category.CONFIGURATION,
                path + " is being trained at this moment; wait for it, or choose another name by --set name=NAME");
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
        write("metrics.csv", EpochMetrics.csv(metrics));
    }

    /** Adds a session to provenance.json; to be ended when the training ends. */
    SessionLog startSession(Origins origins) {
        return SessionLog.start(path.resolve(PROVENANCE), origins);
    }

    /** Removes a file that may be there. */
    void remove(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new JimmException(Category.DATA, path.resolve(name) + " cannot be removed: " + Reason.of(e), e);
        }
    }

    /** Whether a file is there. */
    boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /** Writes a text file as a whole or not at all. */
    void write(String name, String text) {
        AtomicFiles.write(path.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
