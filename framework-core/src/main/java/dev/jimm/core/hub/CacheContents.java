package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.hub.WeightsOrigin.AtAddress;
import dev.jimm.core.hub.WeightsOrigin.OnHub;
import dev.jimm.core.model.PretrainedConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is in the cache, whoever fetched it. */
public final class CacheContents {
    private final HubSettings settings;

    public CacheContents(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * The repositories of models, then the files of addresses, each by name.
     *
     * @throws JimmException (DATA) when the cache cannot be read
     */
    public List<CachedWeights> list() {
        List<CachedWeights> all = new ArrayList<>();
        try {
            for (Path folder : entries(settings.cache())) {
                Optional<String> id = Repository.ofFolder(folder.getFileName().toString());
                if (id.isPresent() && Files.isDirectory(folder)) {
                    all.add(weights(id.get(), revisions(folder), folder));
                }
            }
            for (Path file : entries(settings.urlCache())) {
                if (Files.isRegularFile(file)) {
                    all.add(weights(file.getFileName().toString(), List.of(), file));
                }
            }
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "the cache cannot be read: " + Reason.of(e), e);
        }
        return all;
    }

    /**
     * What {@link #list} calls the weights of a tag.
     *
     * @return empty when they are never in the cache
     * @throws JimmException (CONFIGURATION) when the tag's entry in its table names no place that can be
     */
    public static Optional<String> name(String architecture, PretrainedConfig tag) {
        WeightsOrigin origin = WeightsOrigin.of(architecture, tag);
        if (origin instanceof OnHub hub) {
            return Optional.of(hub.repository().id());
        }
        return origin instanceof AtAddress web ? Optional.of(web.fileName()) : Optional.empty();
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(
                            Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }

    private static CachedWeights weights(String name, List<String> revisions, Path path) throws IOException {
        Sum sum = new Sum();
        Files.walkFileTree(path, sum);
        return new CachedWeights(name, revisions, sum.bytes, sum.lastUse, path);
    }

    /** What branches and tags were last, and the commits that none of them is any more. */
    private static List<String> revisions(Path folder) throws IOException {
        SortedSet<String> commits = new TreeSet<>();
        for (Path snapshot : entries(folder.resolve("snapshots"))) {
            commits.add(snapshot.getFileName().toString());
        }
        List<String> revisions = new ArrayList<>();
        Path references = folder.resolve("refs");
        if (Files.isDirectory(references)) {
            try (Stream<Path> files = Files.walk(references)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    revisions.add(references.relativize(file).toString().replace('\\', '/'));
                    if (Files.size(file) <= HubCache.LONGEST_REFERENCE) {
                        commits.remove(
                                Files.readString(file, StandardCharsets.UTF_8).strip());
                    }
                }
            }
        }
        revisions.addAll(commits);
        return revisions;
    }

    /**
     * Deletes what the cache has under a name. Locks stay, since somebody may hold them.
     *
     * @param name a repository or a file, as {@link #list} names it
     * @return what was there; empty when nothing was
     * @throws JimmException (DATA) when it cannot be deleted
     */
    public Optional<CachedWeights> remove(String name) {
        Optional<CachedWeights> found =
                list().stream().filter(weights -> weights.name().equals(name)).findFirst();
        found.ifPresent(weights -> {
            try {
                Files.walkFileTree(weights.path(), new Deletion());
            } catch (IOException e) {
                throw new JimmException(Category.DATA, weights.path() + ": cannot be deleted: " + Reason.of(e), e);
            }
        });
        return found;
    }

    /** Adds up files; links count nothing, what they lead to stands in the same folder. */
    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;
        private Instant lastUse = Instant.EPOCH;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                bytes += attributes.size();
                used(attributes.lastAccessTime());
                used(attributes.lastModifiedTime());
            }
            return FileVisitResult.CONTINUE;
        }

        private void used(FileTime time) {
            lastUse = lastUse.isBefore(time.toInstant()) ? time.toInstant() : lastUse;
        }
    }

    /** Deletes a tree; a link is deleted and not followed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
