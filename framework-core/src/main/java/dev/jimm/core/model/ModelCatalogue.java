package dev.jimm.core.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.provider.NameClashes;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All models that the plugins offer: found by name, tag, deprecated name or wildcard, and created with overrides. Needs no engine. */
public final class ModelCatalogue {
    private final SortedMap<String, ModelEntry> entries = new TreeMap<>();
    private final Map<String, Deprecated> deprecated = new HashMap<>();

    private record Deprecated(String target, String origin) {}

    /**
     * The models of all families.
     *
     * @throws JimmException (PLUGIN) when a family cannot tell its models or pretrained weights ({@link ModelFamilies}
     *     sorts those out before), or two families give one deprecated name two meanings
     */
    @Inject
    public ModelCatalogue(ProviderCatalogue providers) {
        NameClashes clashes = new NameClashes();
        // in the order of their first names, so that the same plugins always give the same message
        Set<Provided<ModelProvider>> families =
                new LinkedHashSet<>(providers.provided(ProviderKind.MODEL).values());
        for (Provided<ModelProvider> provided : families) {
            ModelFamily family = family(provided);
            for (Architecture<?> architecture : family.architectures()) {
                String name = architecture.name();
                List<PretrainedConfig> tags = family.table().pretrained().getOrDefault(name, List.of());
                entries.put(
                        name,
                        new ModelEntry(
                                architecture,
                                family.name(),
                                provided.origin(),
                                tags,
                                family.table().parameters().get(name),
                                (checkpoint, model) -> Provided.guarded(
                                        provided.origin(),
                                        "the conversion of a checkpoint for '" + name + "'",
                                        () -> provided.provider().convert(checkpoint, model))));
            }
            family.table()
                    .deprecated()
                    .forEach((name, target) -> deprecate(name, new Deprecated(target, provided.origin()), clashes));
        }
        clashes.throwIfAny();
    }

    private static ModelFamily family(Provided<ModelProvider> provided) {
        try {
            return ModelFamily.of(provided.provider());
        } catch (JimmException e) {
            throw new JimmException(e.category(), provided.origin() + ": " + e.getMessage(), e);
        }
    }

    private void deprecate(String name, Deprecated meaning, NameClashes clashes) {
        Deprecated first = deprecated.putIfAbsent(name, meaning);
        if (first != null && !first.target().equals(meaning.target())) {
            clashes.add("deprecated model", name, first.origin(), meaning.origin());
        }
    }

    /** All models, by name. */
    public Collection<ModelEntry> entries() {
        return entries.values();
    }

    /**
     * The models whose names match a {@link Glob}.
     *
     * @throws JimmException (CONFIGURATION) when it is malformed
     */
    public List<ModelEntry> matching(String glob) {
        Glob wanted = new Glob(glob);
        return entries.values().stream()
                .filter(entry -> wanted.matches(entry.name()))
                .toList();
    }

    /** The model of an architecture's name, {@code architecture.tag} or deprecated name; fails with the nearest names. */
    public ModelEntry find(String name) {
        ModelEntry entry = entries.get(architecture(current(name)));
        if (entry == null) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "unknown model '" + name + "'" + Nearest.hint(architecture(name), entries.keySet())
                            + "; 'jimm models' lists all " + entries.size());
        }
        return entry;
    }

    /** The preprocessing of a tag, or of the default one when the name has none; an unknown tag fails with those that exist. */
    public PretrainedConfig preprocessing(String name) {
        ModelEntry entry = find(name);
        String tag = tagOf(current(name));
        if (tag == null) {
            return entry.defaultConfig();
        }
        if (entry.tags().isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + entry.name() + "' has no weights of its own; leave '." + tag + "' out");
        }
        return entry.tags().stream()
                .filter(known -> known.tag().equals(tag))
                .findFirst()
                .orElseThrow(() -> new JimmException(
                        Category.CONFIGURATION,
                        "model '" + entry.name() + "' has no weights '" + tag + "', only "
                                + entry.tags().stream()
                                        .map(PretrainedConfig::tag)
                                        .collect(Collectors.joining(", "))));
    }

    /** The tag that a name says, also a deprecated one. */
    public Optional<String> tag(String name) {
        return Optional.ofNullable(tagOf(current(name)));
    }

    /** What a deprecated name means now; names of architectures come first. */
    private String current(String name) {
        Deprecated old = entries.containsKey(architecture(name)) ? null : deprecated.get(name);
        return old == null ? name : old.target();
    }

    private static String architecture(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String tagOf(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? null : name.substring(dot + 1);
    }

    /**
     * Creates the structure of a model.
     *
     * @param classes the number of classes unless the configuration gives one
     * @throws JimmException with all problems of the configuration
     */
    public ImageModel create(ModelConfig config, int classes) {
        Problems problems = new Problems();
        Optional<ImageModel> model = create(config, classes, problems, Location.UNKNOWN);
        problems.throwIfAny();
        return model.orElseThrow();
    }

    /** Creates a model as its pretrained weights have it: with their number of classes and channels. */
    public ImageModel create(String name) {
        PretrainedConfig preprocessing = preprocessing(name);
        ModelConfig config =
                ModelConfig.named(name).channels(preprocessing.inputSize().get(0));
        return create(config, preprocessing.classes());
    }

    /**
     * As {@link #create(ModelConfig, int)}, adding what is wrong to other problems.
     *
     * @param where the place of the model's name in the configuration
     * @return empty if there was a problem
     * @throws JimmException (PLUGIN) when the architecture's builder fails; the message names the plugin and the
     *     architecture
     */
    public Optional<ImageModel> create(ModelConfig config, int classes, Problems problems, Location where) {
        ModelEntry entry;
        PretrainedConfig preprocessing;
        try {
            entry = find(config.name());
            preprocessing = preprocessing(config.name());
        } catch (JimmException e) {
            problems.add(where, e.getMessage());
            return Optional.empty();
        }
        try {
            return create(entry, preprocessing, config, classes, entry.architecture(), problems);
        } catch (IllegalArgumentException e) {
            problems.add(where, "model '" + config.name() + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    private static <C extends Record> Optional<ImageModel> create(
            ModelEntry entry,
            PretrainedConfig preprocessing,
            ModelConfig config,
            int classes,
            Architecture<C> architecture,
            Problems problems) {
        Problems own = new Problems();
        Config overrides = withTagsImageSize(config.options(), preprocessing, entry);
        C options = ConfigBinder.bind(overrides, "model.options", architecture.config(), own);
        if (!own.isEmpty()) {
            problems.addAll(own);
            return Optional.empty();
        }
        ModelOptions common = config.common(classes);
        Model structure = entry.build(() -> architecture.build(options, common, config.table()));
        // the size that is asked for holds also where the structure takes others
        PretrainedConfig prepared = overrides.hasPath(ModelConfig.IMAGE_SIZE)
                ? preprocessing.imageSize(overrides.getInt(ModelConfig.IMAGE_SIZE))
                : preprocessing;
        return Optional.of(new ImageModel(entry, prepared, options, common, structure));
    }

    /** A tag that was trained at another size than the architecture's default brings its size along. */
    private static Config withTagsImageSize(Config overrides, PretrainedConfig chosen, ModelEntry entry) {
        if (!entry.takesImageSize()
                || overrides.hasPath(ModelConfig.IMAGE_SIZE)
                || chosen.equals(entry.defaultConfig())) {
            return overrides;
        }
        return overrides.withValue(
                ModelConfig.IMAGE_SIZE,
                ConfigValueFactory.fromAnyRef(chosen.inputSize().get(2)));
    }
}
