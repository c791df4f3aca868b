package dev.jimm.core.hub;

import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one repository in the cache: {@code blobs/TAG} are the contents, {@code snapshots/COMMIT/NAME} links to
 * them, {@code refs/BRANCH} the commit that a branch or tag last was, and {@code .no_exist/COMMIT/NAME} what was asked
 * for in vain. The layout is that of Python's huggingface_hub, which shares the cache.
 *
 * <p>Locks and unfinished files have names of our own: Python locks by another call of the system, which this one does
 * not see, and would write to the same unfinished file at once. Finished files take their place in one step, so both
 * may bring the same one.
 */
final class HubCache {
    private static final Logger LOG = LoggerFactory.getLogger(HubCache.class);
    static final int LONGEST_REFERENCE = 256;

    private final Path root;
    private final Repository repository;
    private final boolean links;

    HubCache(HubSettings settings, Repository repository) {
        root = settings.cache();
        links = settings.links();
        this.repository = repository;
    }

    Path folder() {
        return root.resolve(repository.folder());
    }

    Path lock(String tag) {
        return root.resolve(".locks").resolve(repository.folder()).resolve(tag + ".jimm.lock");
    }

    Path blob(String tag) {
        return folder().resolve("blobs").resolve(tag);
    }

    Path partial(String tag) {
        return folder().resolve("blobs").resolve(tag + ".jimm.incomplete");
    }

    /** Where a file of a commit is, or would be. */
    Path snapshot(String commit, String name) {
        return folder().resolve("snapshots").resolve(commit).resolve(name);
    }

    /** The commit that a file of a snapshot is of. */
    String commitOf(Path file) {
        return inSnapshots(file).getName(0).toString();
    }

    /** What a file of a snapshot is called in the repository. */
    String nameOf(Path file) {
        Path path = inSnapshots(file);
        return path.subpath(1, path.getNameCount()).toString().replace('\\', '/');
    }

    private Path inSnapshots(Path file) {
        return folder().resolve("snapshots").relativize(file);
    }

    /** The first of the names that is there, of the commit that the revision last was. */
    Optional<Path> find(List<String> names) {
        return commit().flatMap(commit -> names.stream()
                .map(name -> snapshot(commit, name))
                .filter(Files::isRegularFile)
                .findFirst());
    }

    private Optional<String> commit() {
        if (repository.isCommit()) {
            return Optional.of(repository.revision());
        }
        Path reference = reference();
        try {
            if (!Files.isRegularFile(reference) || Files.size(reference) > LONGEST_REFERENCE) {
                return Optional.empty();
            }
            return Optional.of(
                            Files.readString(reference, StandardCharsets.UTF_8).strip())
                    .filter(Repository::isCommit);
        } catch (IOException e) {
            LOG.warn("{}: cannot be read: {}", reference, Reason.of(e));
            return Optional.empty();
        }
    }

    private Path reference() {
        return folder().resolve("refs").resolve(repository.revision());
    }

    /** Notes which commit the revision is. A cache that cannot be written to stays as it is, and can still be read. */
    void refer(String commit) {
        if (repository.isCommit() || commit().filter(commit::equals).isPresent()) {
            return;
        }
        Path reference = reference();
        // of its own for each who writes at once; no temporary file of Java's, which others may not read
        String writer =
                ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
        Path temporary = reference.resolveSibling(reference.getFileName() + "." + writer + ".tmp");
        try {
            Files.createDirectories(reference.getParent());
            Files.writeString(temporary, commit, StandardCharsets.UTF_8);
            Files.move(temporary, reference, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{}: cannot be written: {}", reference, Reason.of(e));
        }
    }

    /** Notes that a commit has no such file, as Python does; of use to others only, so failing is no harm. */
    void noteAbsent(String commit, String name) {
        Path note = folder().resolve(".no_exist").resolve(commit).resolve(name);
        try {
            if (!Files.exists(note)) {
                Files.createDirectories(note.getParent());
                Files.createFile(note);
            }
        } catch (IOException e) {
            LOG.debug("{}: cannot be written", note, e);
        }
    }

    /**
     * Lets a commit's file be a content: by a relative link, so that the cache can be moved, or where links cannot be,
     * by moving the content there. What was there, a link whose content somebody deleted or a file that was cut short,
     * makes room.
     */
    Path link(String tag, String commit, String name) throws IOException {
        Path file = snapshot(commit, name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        if (!links || !linked(file, file.getParent().relativize(blob(tag)))) {
            Files.move(blob(tag), file, StandardCopyOption.ATOMIC_MOVE);
        }
        AtomicFiles.confirm(file.getParent());
        return file;
    }

    private static boolean linked(Path file, Path content) {
        try {
            Files.createSymbolicLink(file, content);
            return true;
        } catch (FileAlreadyExistsException e) {
            return true; // Python was faster; to move the content would break the links of other commits
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{}: no link, the file itself is put there", file, e);
            return false;
        }
    }
}
