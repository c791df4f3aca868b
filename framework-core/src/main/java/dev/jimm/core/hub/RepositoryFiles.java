package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.ShardIndex;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one repository: from the cache, or from the hub into it. */
final class RepositoryFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryFiles.class);

    private final HubSettings settings;
    private final Supplier<Requests> requests;
    private final Patience patience;
    private final DownloadListener listener;
    private final Repository repository;
    private final String title;
    private final HubCache cache;

    /** @param requests is asked for them only when there is something to ask */
    RepositoryFiles(
            HubSettings settings,
            Supplier<Requests> requests,
            Patience patience,
            DownloadListener listener,
            Repository repository) {
        this(settings, requests, patience, listener, repository, repository.toString());
    }

    /** @param title what people know the repository by */
    private RepositoryFiles(
            HubSettings settings,
            Supplier<Requests> requests,
            Patience patience,
            DownloadListener listener,
            Repository repository,
            String title) {
        this.settings = settings;
        this.requests = requests;
        this.patience = patience;
        this.listener = listener;
        this.repository = repository;
        this.title = title;
        cache = new HubCache(settings, repository);
    }

    /**
     * The first of several files of weights that the repository has; with an index come all files that it names, of the
     * same commit.
     *
     * @throws JimmException (CONFIGURATION) when one cannot be a file's name; (DATA) when one cannot be had
     * @throws IOException when one cannot be kept
     */
    Path weights(List<String> names) throws IOException, InterruptedException {
        Path first = first(names);
        if (ShardIndex.isIndex(first)) {
            ShardIndex index = ShardIndex.read(first);
            Repository commit = repository.at(cache.commitOf(first));
            new RepositoryFiles(settings, requests, patience, listener, commit, title).shards(index);
        }
        return first;
    }

    private void shards(ShardIndex index) throws IOException, InterruptedException {
        List<String> missing = index.shards().stream()
                .map(shard -> cache.nameOf(index.file().resolveSibling(shard)))
                .filter(name -> cache.find(List.of(name)).isEmpty())
                .toList();
        if (settings.offline() && !missing.isEmpty()) {
            throw missing(String.join(", ", missing) + (missing.size() > 1 ? " are" : " is"), missing.get(0));
        }
        for (String name : missing) {
            first(List.of(name), ", which its index names");
        }
    }

    /**
     * The first of several files that the repository has.
     *
     * @throws JimmException (CONFIGURATION) when one cannot be a file's name; (DATA) when none can be had
     * @throws IOException when it cannot be kept
     */
    Path first(List<String> names) throws IOException, InterruptedException {
        return first(names, "");
    }

    private Path first(List<String> names, String remark) throws IOException, InterruptedException {
        names.forEach(name -> SafeNames.path("the file of " + repository, name));
        Optional<Path> cached = cache.find(names);
        if (cached.isPresent() && (repository.isCommit() || settings.offline())) {
            return cached.get();
        }
        if (settings.offline()) {
            throw missing(String.join(" or ", names) + " is", names.get(0));
        }
        RemoteHub remote = new RemoteHub(settings, requests.get(), patience, repository);
        Optional<RemoteFile> file;
        try {
            file = cached.isPresent() ? find(remote, names) : insist(remote, names);
        } catch (TransientFailure | JimmException e) {
            if (cached.isEmpty()) {
                throw e;
            }
            LOG.warn("{}; the file that was fetched before is used: {}", e.getMessage(), cached.get());
            return cached.get();
        }
        if (file.isEmpty()) {
            throw remote.absent(names, remark);
        }
        return current(file.get());
    }

    private Optional<RemoteFile> find(RemoteHub remote, List<String> names)
            throws TransientFailure, InterruptedException {
        for (String name : names) {
            Optional<RemoteFile> file = remote.find(name, cache);
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private Optional<RemoteFile> insist(RemoteHub remote, List<String> names) throws InterruptedException {
        Attempts attempts = new Attempts(patience, listener, title + ": " + names.get(0));
        while (true) {
            try {
                return find(remote, names);
            } catch (TransientFailure e) {
                attempts.after(e);
            }
        }
    }

    private Path current(RemoteFile file) throws IOException, InterruptedException {
        Path there = cache.snapshot(file.commit(), file.name());
        if (!isWhole(there, file)) {
            String shown = title + ": " + file.name();
            there = FileLocks.alone(cache.lock(file.tag()), () -> listener.waits(shown), () -> download(file, shown));
        }
        cache.refer(file.commit());
        return there;
    }

    private Path download(RemoteFile file, String shown) throws IOException, InterruptedException {
        Path there = cache.snapshot(file.commit(), file.name());
        if (isWhole(there, file)) {
            return there; // somebody else brought it, whom we waited for
        }
        Path blob = cache.blob(file.tag());
        if (!isWhole(blob, file)) {
            URI address = RemoteHub.address(settings, repository, file.commit(), file.name());
            ExpectedContent expected = ExpectedContent.ofTag(file.tag(), file.bytes())
                    .atMost(file.name().endsWith(".json") ? ShardIndex.LARGEST : Long.MAX_VALUE);
            new Download(requests.get(), patience, listener, shown, address, expected, cache.partial(file.tag()), blob)
                    .run();
        }
        return cache.link(file.tag(), file.commit(), file.name());
    }

    /** A cache that was copied may hold files that were cut short. */
    private static boolean isWhole(Path there, RemoteFile file) throws IOException {
        return Files.isRegularFile(there) && (file.bytes() < 0 || Files.size(there) == file.bytes());
    }

    private JimmException missing(String what, String name) {
        URI address = RemoteHub.address(settings, repository, repository.revision(), name);
        return new JimmException(
                Category.DATA,
                repository + ": " + what + " not in the cache (revision "
                        + repository.revision() + " of " + cache.folder()
                        + "), and HF_HUB_OFFLINE forbids to fetch it; unset HF_HUB_OFFLINE, or download it on another"
                        + " machine ('jimm models pull hf-hub:" + repository + "', or " + address
                        + ") and copy that folder here");
    }
}
