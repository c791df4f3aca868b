package dev.jimm.core.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: a folder each, written under a hidden name and renamed when all of its files are on the
 * disk. So a checkpoint is there as a whole or not at all, and which one is last or best is read from the checkpoints
 * themselves; there is no pointer that could disagree with them. One run at a time writes to a store.
 */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String UNFINISHED = ".unfinished-";
    /** Readers made for PyTorch look for this before they accept a file. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private static final Comparator<CheckpointInfo> BY_STEP = Comparator.comparingLong(CheckpointInfo::step)
            // one that was written before the validation of its epoch goes before the epoch's
            .thenComparing(CheckpointInfo::isRecovery, Comparator.reverseOrder())
            .thenComparing(CheckpointInfo::name);
    /** The best first; of equals the earlier. */
    private static final Comparator<CheckpointInfo> BY_SCORE = Comparator.<CheckpointInfo>comparingDouble(
                    info -> -info.score().orElseThrow().value())
            .thenComparing(BY_STEP);

    private final Path folder;

    /** A store in a folder, which the first write creates. */
    public CheckpointStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Writes a checkpoint.
     *
     * @param name such as {@code epoch-0007}: letters, digits, dots, dashes and underscores
     * @param step how many steps the run has done
     * @param groups a file each; values are asked for tensor by tensor
     * @param state whatever else the run needs to go on
     * @return the checkpoint's folder
     * @throws JimmException (DATA) when the name is taken or the disk refuses; the checkpoints written before are then
     *     as they were
     */
    public Path write(String name, long step, Optional<Score> score, List<TensorGroup> groups, ObjectNode state) {
        requireFileName(name);
        groups.forEach(group -> requireFileName(group.name()));
        Path checkpoint = folder.resolve(name);
        if (Files.exists(checkpoint)) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint + ": this checkpoint exists already; resume its run or choose another folder");
        }
        try {
            publish(checkpoint, new CheckpointInfo(name, step, score), groups, state);
        } catch (IOException e) {
            throw unwritable(checkpoint, e);
        }
        AtomicFiles.confirm(folder);
        return checkpoint;
    }

    private JimmException unwritable(Path checkpoint, IOException e) {
        return new JimmException(
                Category.DATA,
                checkpoint + ": the checkpoint cannot be written: " + Reason.of(e)
                        + ". What was there before is intact; make room or allow writing in " + folder
                        + ", then try again",
                e);
    }

    /**
     * Makes the store's folder and tries it, for those who have much to compute before they write.
     *
     * @throws JimmException (DATA) when a checkpoint of this name could not be written
     */
    public void prepare(String name) {
        requireFileName(name);
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, UNFINISHED, ""));
        } catch (IOException e) {
            throw unwritable(folder.resolve(name), e);
        }
    }

    private void publish(Path checkpoint, CheckpointInfo info, List<TensorGroup> groups, ObjectNode state)
            throws IOException {
        Files.createDirectories(folder);
        deleteUnfinished();
        try {
            Path unfinished = Files.createDirectory(folder.resolve(UNFINISHED + info.name()));
            fill(unfinished, info, groups, state);
            Files.move(unfinished, checkpoint, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteUnfinished();
        }
    }

    private static void fill(Path unfinished, CheckpointInfo info, List<TensorGroup> groups, ObjectNode state)
            throws IOException {
        List<StateFile.Group> written = new ArrayList<>();
        for (TensorGroup group : groups) {
            Fingerprint fingerprint = AtomicFiles.writeForced(
                    unfinished.resolve(Checkpoint.fileName(group.name())),
                    out -> SafetensorsWriter.write(out, group.tensors(), METADATA));
            written.add(new StateFile.Group(group.name(), fingerprint));
        }
        byte[] file = new StateFile(info, written, state).toBytes();
        AtomicFiles.writeForced(unfinished.resolve(StateFile.NAME), out -> out.write(file));
        AtomicFiles.forceFolder(unfinished);
    }

    /** Removes what a failed write, or a run that was killed, left behind. What stays is in nobody's way. */
    private void deleteUnfinished() {
        try {
            for (Path path : children()) {
                if (path.getFileName().toString().startsWith(UNFINISHED)) {
                    deleteLeftover(path);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be listed to clear it up: {}", folder, Reason.of(e));
        }
    }

    private static void deleteLeftover(Path path) {
        try {
            delete(path);
        } catch (IOException e) {
            LOG.warn("the unfinished checkpoint {} cannot be deleted: {}", path, Reason.of(e));
        }
    }

    private static void delete(Path tree) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = new ArrayList<>(walk.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        paths.sort(Comparator.reverseOrder());
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    private List<Path> children() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * All checkpoints, by step.
     *
     * @throws JimmException (DATA) when the state of one is damaged: it could be the last
     */
    public List<CheckpointInfo> list() {
        return list((checkpoint, problem) -> {
            throw failure(checkpoint, problem);
        });
    }

    private List<CheckpointInfo> list(BiConsumer<Path, Exception> onUnusable) {
        List<CheckpointInfo> infos = new ArrayList<>();
        for (Path checkpoint : checkpoints()) {
            try {
                infos.add(StateFile.read(checkpoint).info());
            } catch (Damage | JimmException e) {
                onUnusable.accept(checkpoint, e);
            }
        }
        infos.sort(BY_STEP);
        return infos;
    }

    private static JimmException failure(Path checkpoint, Exception problem) {
        return problem instanceof Damage damage ? damage.of(checkpoint, Long.MAX_VALUE) : (JimmException) problem;
    }

    private List<Path> checkpoints() {
        try {
            return children().stream()
                    .filter(path -> StateFile.isFileName(path.getFileName().toString())
                            && Files.exists(path.resolve(StateFile.NAME)))
                    .toList();
        } catch (IOException e) {
            throw new JimmException(Category.DATA, folder + ": cannot be listed: " + Reason.of(e), e);
        }
    }

    /** The store that a checkpoint lies in. */
    static CheckpointStore beside(Path checkpoint) {
        return new CheckpointStore(checkpoint.toAbsolutePath().normalize().getParent());
    }

    /** The last other checkpoint of fewer steps whose files are all sound. */
    Optional<CheckpointInfo> soundBefore(Path checkpoint, long step) {
        String name = checkpoint.toAbsolutePath().normalize().getFileName().toString();
        return list((unusable, problem) -> {}).stream()
                .filter(info -> info.step() < step && !info.name().equals(name))
                .sorted(BY_STEP.reversed())
                .filter(info -> isSound(folder.resolve(info.name())))
                .findFirst();
    }

    private static boolean isSound(Path checkpoint) {
        try {
            for (TensorFile file : Checkpoint.read(checkpoint).groups().values()) {
                file.open();
            }
            return true;
        } catch (Damage | JimmException e) {
            return false;
        }
    }

    /** The checkpoint with the most steps. */
    public Optional<Checkpoint> last() {
        return list().stream().max(BY_STEP).map(info -> read(info.name()));
    }

    /**
     * The checkpoint with the highest score, the earlier of equals; none when no checkpoint has a score. What counts is
     * the metric of the newest one that has a score.
     */
    public Optional<Checkpoint> best() {
        List<CheckpointInfo> all = list();
        return all.stream()
                .flatMap(info -> info.score().stream())
                .reduce((older, newer) -> newer)
                .flatMap(newest -> byScore(all, newest.metric()).findFirst())
                .map(info -> read(info.name()));
    }

    /** Those with a score of a metric, the best first. */
    private static Stream<CheckpointInfo> byScore(List<CheckpointInfo> infos, String metric) {
        return infos.stream()
                .filter(info ->
                        info.score().stream().anyMatch(score -> score.metric().equals(metric)))
                .sorted(BY_SCORE);
    }

    /**
     * Opens a checkpoint by name.
     *
     * @throws JimmException (DATA) when there is none or it is damaged
     */
    public Checkpoint read(String name) {
        requireFileName(name);
        if (!Files.exists(folder.resolve(name))) {
            List<String> known = list().stream().map(CheckpointInfo::name).toList();
            throw new JimmException(
                    Category.DATA,
                    folder + ": there is no checkpoint '" + name + "'"
                            + (known.isEmpty() ? "; the folder holds none" : Nearest.hint(name, known)));
        }
        return Checkpoint.open(folder.resolve(name));
    }

    /**
     * Deletes all checkpoints but those of the last epochs and of the best ones, and the newest of all. So one that was
     * written within an epoch is kept until the next one is there, and takes the place of none. Folders that are no
     * sound checkpoints are left alone; what cannot be deleted is logged and left for the next time.
     *
     * @param last how many of the last epochs' to keep, at least 1
     * @param best how many of the best to keep
     * @param metric what they are the best by; scores of another do not count
     * @return the names of the deleted ones
     */
    public List<String> prune(int last, int best, String metric) {
        if (last < 1 || best < 0) {
            throw new IllegalArgumentException(
                    "cannot keep the last " + last + " and the best " + best + " checkpoints");
        }
        List<CheckpointInfo> all = list((checkpoint, problem) ->
                LOG.warn("not pruned: {}", failure(checkpoint, problem).getMessage()));
        List<CheckpointInfo> epochs =
                all.stream().filter(info -> !info.isRecovery()).toList();
        Set<CheckpointInfo> kept = new HashSet<>(epochs.subList(Math.max(0, epochs.size() - last), epochs.size()));
        byScore(epochs, metric).limit(best).forEach(kept::add);
        all.stream().max(BY_STEP).ifPresent(kept::add);
        return all.stream()
                .filter(info -> !kept.contains(info))
                .map(CheckpointInfo::name)
                .filter(this::discard)
                .toList();
    }

    /** Hides a checkpoint before it is deleted, so that half of one is never seen. */
    private boolean discard(String name) {
        Path hidden = folder.resolve(UNFINISHED + name);
        try {
            Files.move(folder.resolve(name), hidden, StandardCopyOption.ATOMIC_MOVE);
            delete(hidden);
            return true;
        } catch (IOException e) {
            LOG.warn("the old checkpoint {} cannot be deleted: {}", folder.resolve(name), Reason.of(e));
            return false;
        }
    }

    private static void requireFileName(String name) {
        if (!StateFile.isFileName(name)) {
            throw new JimmException(
                    Category.DATA,
                    "'" + name + "' cannot name a checkpoint or its files: up to 100 letters, digits, dots, dashes and"
                            + " underscores are allowed, and a letter or digit has to come first");
        }
    }
}
