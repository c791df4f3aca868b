package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.hub.WeightsOrigin.AtAddress;
import dev.jimm.core.hub.WeightsOrigin.OnDisk;
import dev.jimm.core.hub.WeightsOrigin.OnHub;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.TensorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files of weights by what they are called: from the cache, or from the Hugging Face hub and other servers into it.
 * Threads and processes may ask at once; one downloads, and the others wait for it.
 *
 * <p>A file of a branch is asked for anew each time, for it may have changed; when nobody answers, the one that was
 * fetched last is taken. With {@code HF_HUB_OFFLINE=1} nothing is asked at all.
 */
public final class Hub implements WeightsLocator {
    private final HubSettings settings;
    private final Patience patience;
    private final DownloadListener listener;
    private Requests requests;

    public Hub(HubSettings settings, DownloadListener listener) {
        this(settings, listener, Patience.DEFAULT);
    }

    Hub(HubSettings settings, DownloadListener listener, Patience patience) {
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
    Path weights(String architecture, PretrainedConfig tag) {
        WeightsOrigin origin = WeightsOrigin.of(architecture, tag);
        if (origin instanceof OnHub hub) {
            return weights(hub.repository(), hub.files());
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
            return new HubCache(settings, hub.repository()).find(hub.files()).filter(Hub::isWhole);
        }
        if (origin instanceof AtAddress web) {
            return Optional.of(settings.urlCache().resolve(web.fileName())).filter(Files::isRegularFile);
        }
        return origin instanceof OnDisk disk ? Optional.of(disk.path()).filter(Files::exists) : Optional.empty();
    }

    /** Weights of several files are here when all of these are. */
    private static boolean isWhole(Path weights) {
        try {
            return TensorFiles.parts(weights).stream().allMatch(Files::isRegularFile);
        } catch (JimmException e) {
            return false; // an index that is damaged names nothing; who wants the weights is told
        }
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

    /** A file of a repository. */
    Path file(Repository repository, String name) {
        return first(repository, List.of(name));
    }

    /** The first of several files that the repository has. */
    Path first(Repository repository, List<String> names) {
        return kept(
                repository + ": " + names.get(0),
                settings.cache(),
                () -> files(repository).first(names));
    }

    private Path weights(Repository repository, List<String> names) {
        return kept(
                repository + ": " + names.get(0),
                settings.cache(),
                () -> files(repository).weights(names));
    }

    private RepositoryFiles files(Repository repository) {
        return new RepositoryFiles(settings, this::requests, patience, listener, repository);
    }

    /**
     * A file at an address, kept where torch.hub keeps such files. What is there is not asked for again. A name such as
     * {@code resnet34-43635321.pth} begins the SHA-256, which is checked.
     */
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

    private synchronized Requests requests() {
        if (requests == null) {
            requests = new Requests(settings, patience);
        }
        return requests;
    }
}
