package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.hub.WeightsOrigin.AtAddress;
import dev.jimm.core.hub.WeightsOrigin.OnDisk;
import dev.jimm.core.hub.WeightsOrigin.OnHub;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of weights by what they are called: from the cache, or from the Hugging Face hub and other servers into it.
 * Threads and processes may ask at once; one downloads, and the others wait for it.
 *
 * <p>A file of a branch is asked for anew each time, for it may have changed; when nobody answers, the one that was
 * fetched last is taken. With {@code HF_HUB_OFFLINE=1} nothing is asked at all.
 */
public final class Hub implements WeightsLocator {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final HubSettings settings;
    private final Patience patience;
    private final DownloadListener listener;
    private Requests requests;

    public Hub(HubSettings settings, DownloadListener listener) {
        this(settings, listener, Patience.DEFAULT);
    }

    public Hub(HubSettings settings, DownloadListener listener, Patience patience) {
        this.settings = settings;
        this.listener = listener;
        this.patience = patience;
    }

    /**
     * The weights of a tag of an architecture.
     *
     * @throws JimmException (DATA) when there are none, or they cannot be had
     */
    @Override
    public Path weights(ModelEntry model, PretrainedConfig tag) {
        return weights(model.name(), tag);
    }

    /** The same by the architecture's name. */
    public Path weights(String architecture, PretrainedConfig tag) {
        WeightsOrigin origin = WeightsOrigin.of(architecture, tag);
        if (origin instanceof OnHub hub) {
            return first(hub.repository(), hub.files());
        }
        if (origin instanceof AtAddress web) {
            return address(web);
        }
        if (origin instanceof OnDisk disk) {
            return disk.weights(architecture);
        }
        throw new JimmException(
                Category.DATA,
                "nobody offers weights of " + architecture + (tag.tag().isEmpty() ? "" : "." + tag.tag())
                        + "; 'jimm models --pretrained' lists the models that have some");
    }

    /**
     * The weights of a tag if they are on this machine; asks nobody.
     *
     * @throws JimmException (CONFIGURATION) when the tag's entry in its table names no place that can be
     */
    public Optional<Path> cachedWeights(String architecture, PretrainedConfig tag) {
        WeightsOrigin origin = WeightsOrigin.of(architecture, tag);
        if (origin instanceof OnHub hub) {
            return new HubCache(settings, hub.repository()).find(hub.files());
        }
        if (origin instanceof AtAddress web) {
            return Optional.of(settings.urlCache().resolve(web.fileName())).filter(Files::isRegularFile);
        }
        return origin instanceof OnDisk disk ? Optional.of(disk.path()).filter(Files::exists) : Optional.empty();
    }

    /**
     * What the {@code config.json} of a model that somebody saved by timm says; its weights are not fetched.
     *
     * @throws JimmException (DATA) when the repository is none of timm's, or cannot be had
     */
    public HubConfig config(Repository repository) {
        return HubConfig.read(file(repository, HubConfig.NAME), repository);
    }

    @Override
    public HubConfig describe(String repository) {
        return config(Repository.parse(repository));
    }

    @Override
    public Path weights(HubConfig model) {
        return weights(model.architecture(), model.config());
    }

    /**
     * A file of a repository.
     *
     * @throws JimmException (CONFIGURATION) when it cannot be a file's name; (DATA) when it cannot be had
     */
    public Path file(Repository repository, String name) {
        return first(repository, List.of(name));
    }

    /** The first of several files that the repository has. */
    public Path first(Repository repository, List<String> names) {
        names.forEach(name -> SafeNames.path("the file of " + repository, name));
        HubCache cache = new HubCache(settings, repository);
        Optional<Path> cached = cache.find(names);
        if (cached.isPresent() && (repository.isCommit() || settings.offline())) {
            return cached.get();
        }
        if (settings.offline()) {
            throw missing(repository, names, cache);
        }
        String shown = repository + ": " + names.get(0);
        return kept(shown, settings.cache(), () -> current(shown, repository, names, cache, cached));
    }

    private Path current(String shown, Repository repository, List<String> names, HubCache cache, Optional<Path> cached)
            throws IOException, InterruptedException {
        RemoteHub remote = new RemoteHub(settings, requests(), patience, repository);
        Optional<RemoteFile> file;
        try {
            file = cached.isPresent() ? find(remote, names, cache) : insist(shown, remote, names, cache);
        } catch (TransientFailure | JimmException e) {
            if (cached.isEmpty()) {
                throw e;
            }
            LOG.warn("{}; the file that was fetched before is used: {}", e.getMessage(), cached.get());
            return cached.get();
        }
        if (file.isEmpty()) {
            throw remote.absent(names);
        }
        return fetched(repository, file.get(), cache);
    }

    private static Optional<RemoteFile> find(RemoteHub remote, List<String> names, HubCache cache)
            throws TransientFailure, InterruptedException {
        for (String name : names) {
            Optional<RemoteFile> file = remote.find(name, cache);
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private Optional<RemoteFile> insist(String shown, RemoteHub remote, List<String> names, HubCache cache)
            throws InterruptedException {
        Attempts attempts = new Attempts(patience, listener, shown);
        while (true) {
            try {
                return find(remote, names, cache);
            } catch (TransientFailure e) {
                attempts.after(e);
            }
        }
    }

    private Path fetched(Repository repository, RemoteFile file, HubCache cache)
            throws IOException, InterruptedException {
        Path there = cache.snapshot(file.commit(), file.name());
        if (!Files.isRegularFile(there)) {
            String shown = repository + ": " + file.name();
            there = FileLocks.alone(
                    cache.lock(file.tag()),
                    () -> listener.waits(shown),
                    () -> download(repository, file, cache, shown));
        }
        cache.refer(file.commit());
        return there;
    }

    private Path download(Repository repository, RemoteFile file, HubCache cache, String shown)
            throws IOException, InterruptedException {
        boolean linked = Files.isRegularFile(cache.snapshot(file.commit(), file.name()));
        if (!linked && !Files.isRegularFile(cache.blob(file.tag()))) {
            URI address = RemoteHub.address(settings, repository, file.commit(), file.name());
            ExpectedContent expected = ExpectedContent.ofTag(file.tag(), file.bytes());
            Path partial = cache.partial(file.tag());
            Path blob = cache.blob(file.tag());
            new Download(requests(), patience, listener, shown, address, expected, partial, blob).run();
        }
        return cache.link(file.tag(), file.commit(), file.name());
    }

    /**
     * A file at an address, kept where torch.hub keeps such files. What is there is not asked for again. A name such as
     * {@code resnet34-43635321.pth} begins the SHA-256, which is checked.
     *
     * @throws JimmException (DATA) when it cannot be had
     */
    public Path url(URI address) {
        return address(new AtAddress(address));
    }

    private Path address(AtAddress origin) {
        String name = origin.fileName();
        Path folder = settings.urlCache();
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file)) {
            return file;
        }
        if (settings.offline()) {
            throw new JimmException(
                    Category.DATA,
                    name + " is not in " + folder + ", and HF_HUB_OFFLINE forbids to fetch it; unset HF_HUB_OFFLINE, or"
                            + " download " + Requests.shown(origin.address()) + " elsewhere and put it there");
        }
        return kept(name, folder, () -> {
            Path lock = folder.resolve(".locks").resolve(name + ".lock");
            return FileLocks.alone(lock, () -> listener.waits(name), () -> download(origin, file));
        });
    }

    private Path download(AtAddress origin, Path file) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            String name = origin.fileName();
            Path partial = file.resolveSibling(name + ".incomplete");
            ExpectedContent expected = ExpectedContent.ofName(name);
            new Download(requests(), patience, listener, name, origin.address(), expected, partial, file).run();
        }
        return file;
    }

    /** Work that writes into a folder. */
    private static Path kept(String shown, Path folder, FileLocks.Work<Path> work) {
        try {
            return work.run();
        } catch (TransientFailure e) {
            throw new JimmException(Category.DATA, shown + ": " + e.getMessage() + "; try again later", e);
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    shown + ": cannot be kept in " + folder + ": " + Reason.of(e)
                            + "; allow writing there, or choose another folder by HF_HOME",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JimmException(Category.DATA, shown + ": the download was interrupted", e);
        }
    }

    private JimmException missing(Repository repository, List<String> names, HubCache cache) {
        URI address = RemoteHub.address(settings, repository, repository.revision(), names.get(0));
        return new JimmException(
                Category.DATA,
                repository + ": " + String.join(" or ", names) + " is not in the cache (revision "
                        + repository.revision() + " of " + cache.folder()
                        + "), and HF_HUB_OFFLINE forbids to fetch it; unset HF_HUB_OFFLINE, or download it on another"
                        + " machine ('jimm models pull hf-hub:" + repository + "', or " + address
                        + ") and copy that folder here");
    }

    private synchronized Requests requests() {
        if (requests == null) {
            requests = new Requests(settings, patience);
        }
        return requests;
    }
}
