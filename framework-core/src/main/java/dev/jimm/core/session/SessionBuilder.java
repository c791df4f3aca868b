package dev.jimm.core.session;

import dev.jimm.api.API;
import dev.jimm.api.Provider;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.DownloadListener;
import dev.jimm.core.hub.Hub;
import dev.jimm.core.hub.HubSettings;
import dev.jimm.core.hub.NoDownloads;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session is to have. Nothing is looked for or downloaded that is not asked for here. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SessionBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(SessionBuilder.class);

    private final List<Provided<?>> providers = new ArrayList<>();
    private Supplier<? extends WeightsLocator> weights = NoDownloads::new;

    SessionBuilder() {}

    /**
     * Adds a provider that the program has made itself. Messages call it by its class.
     *
     * @throws JimmException PLUGIN when it cannot tell its names, has none, or one that is empty or has blanks
     */
    public SessionBuilder provider(Provider provider) {
        providers.add(Provided.registered(provider));
        return this;
    }

    /** Adds providers that were found elsewhere, such as those of a folder of plugins, which stays the caller's to close after the session. */
    public SessionBuilder providers(Collection<? extends Provided<?>> found) {
        providers.addAll(found);
        return this;
    }

    /**
     * Adds what the jars of a class path, or the modules of the layer that the loader's classes are in, offer as services. A provider
     * that cannot be had is left out; the log tells why.
     */
    public SessionBuilder discover(ClassLoader loader) {
        return found(ServiceProviders.load(loader));
    }

    /** Adds what the modules of a layer and of its parents offer, as {@link #discover(ClassLoader)}. */
    public SessionBuilder discover(ModuleLayer layer) {
        return found(ServiceProviders.load(layer));
    }

    private SessionBuilder found(ServiceProviders.Found found) {
        found.problems().forEach(problem -> LOG.warn("{}; {}", problem.reason(), problem.remedy()));
        return providers(found.provided());
    }

    /** Gets weights that are named, from a hub or from what its cache has. Without this, weights are files. */
    public SessionBuilder hub(HubSettings settings) {
        return weights(() -> new Hub(settings, DownloadListener.NONE));
    }

    /**
     * Gets weights that are named in any other way.
     *
     * @param locator is asked when weights are needed
     */
    public SessionBuilder weights(Supplier<? extends WeightsLocator> locator) {
        weights = locator;
        return this;
    }

    /**
     * The session.
     *
     * @throws JimmException PLUGIN when two providers offer the same name; the message tells all such names, and where both are from
     */
    public JimmSession build() {
        return new JimmSession(ProviderCatalogue.of(providers), weights);
    }
}
