package dev.jimm.core.log;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.PluginSection;
import dev.jimm.core.provider.PluginSection.Made;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The listeners of a run, by the section {@code log}: a key for each one that is on, its options below it. A key that is
 * {@code null} switches off what an included file switched on.
 */
public final class Listeners {
    private static final String LOG = "log";

    private final List<Planned> planned;

    private Listeners(List<Planned> planned) {
        this.planned = List.copyOf(planned);
    }

    /**
     * A listener with its options.
     *
     * @param options all of them, with the defaults
     * @param origin of the plugin
     * @param maker takes the run's folder
     */
    private record Planned(String name, Config options, String origin, Function<Path, TrainingListener> maker) {}

    /**
     * Binds the section; what is wrong with it goes into the problems.
     *
     * @param log the section {@code log}, as it was written
     */
    public static Listeners bind(Config log, ProviderCatalogue providers, Problems problems) {
        List<Planned> planned = new ArrayList<>();
        new TreeMap<>(log.root()).forEach((name, value) -> {
            if (value.valueType() != ConfigValueType.NULL) {
                plan(name, value, providers, problems).ifPresent(planned::add);
            }
        });
        return new Listeners(planned);
    }

    private static Optional<Planned> plan(
            String name, ConfigValue value, ProviderCatalogue providers, Problems problems) {
        Location where = Location.of(value.origin());
        Provided<TrainingListenerProvider<?>> found;
        try {
            found = providers.find(ProviderKind.LISTENER, name);
        } catch (JimmException e) {
            problems.add(where, "'" + LOG + "': " + e.getMessage());
            return Optional.empty();
        }
        if (value instanceof ConfigObject section) {
            return plan(found.provider(), found.origin(), name, section.toConfig(), problems);
        }
        problems.add(where, "'" + LOG + "." + name + "' must be a section; write " + LOG + "." + name + " {}");
        return Optional.empty();
    }

    private static <C extends Record> Optional<Planned> plan(
            TrainingListenerProvider<C> provider, String origin, String name, Config section, Problems problems) {
        Optional<Made<Function<Path, TrainingListener>>> made = new PluginSection(
                        LOG + "." + name, section, List.of(), problems)
                .make(name, origin, provider::defaults, options -> folder -> provider.create(name, options, folder));
        return made.map(one -> new Planned(name, one.options(), origin, one.value()));
    }

    /** The section {@code log} with all options of the listeners that are on. */
    public Config resolved() {
        ConfigObject section = ConfigFactory.empty().root();
        for (Planned one : planned) {
            section = section.withValue(one.name(), one.options().root());
        }
        return section.toConfig();
    }

    /** The jar or module of each listener that is on: {@code listener csv} to {@code jimm itself}. */
    public Map<String, String> origins() {
        Map<String, String> origins = new TreeMap<>();
        planned.forEach(one -> origins.put(ProviderKind.LISTENER.label() + " " + one.name(), one.origin()));
        return origins;
    }

    /**
     * Makes the listeners of one training, as one that tells all of them in the order of their names. It never throws:
     * a listener that does is left out from then on, since a log must not end a training.
     *
     * @throws JimmException CONFIGURATION when a listener refuses its options, PLUGIN when it cannot be made otherwise
     */
    public TrainingListener open(Path runFolder) {
        OpenListeners open = new OpenListeners();
        try {
            for (Planned one : planned) {
                String what = ProviderKind.LISTENER.label() + " '" + one.name() + "'";
                open.add(what, one.origin(), made(one, what, runFolder));
            }
            return open;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** Listeners that a program has made itself, as one; it never throws, as that of {@link #open}. */
    public static TrainingListener guarded(List<TrainingListener> listeners) {
        OpenListeners open = new OpenListeners();
        listeners.forEach(one -> open.add("listener", one.getClass().getName(), one));
        return open;
    }

    private static TrainingListener made(Planned one, String what, Path runFolder) {
        try {
            return Provided.guarded(one.origin(), what, () -> one.maker().apply(runFolder));
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "'" + LOG + "." + one.name() + "': " + e.getMessage() + " (says " + one.origin() + ")",
                    e);
        }
    }
}
