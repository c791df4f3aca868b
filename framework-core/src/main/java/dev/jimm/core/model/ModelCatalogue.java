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
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All models that the plugins offer: found by name, tag, deprecated name or wildcard, and created with overrides. Needs no engine. */
public final class ModelCatalogue {
    private static final String IMAGE_SIZE = "img-size";

    private final SortedMap<String, ModelEntry> entries = new TreeMap<>();
    private final Map<String, String> deprecated = new HashMap<>();

    @Inject
    public ModelCatalogue(ProviderCatalogue providers) {
        Set<Provided<ModelProvider>> families =
                new HashSet<>(providers.provided(ProviderKind.MODEL).values());
        for (Provided<ModelProvider> family : families) {
            PretrainedTable table = PretrainedTable.of(family);
            deprecated.putAll(table.deprecated());
            for (Architecture<?> architecture : family.provider().architectures()) {
                List<PretrainedConfig> tags = table.pretrained().getOrDefault(architecture.name(), List.of());
                entries.put(
                        architecture.name(),
                        new ModelEntry(architecture, family.provider().family(), family.origin(), tags));
            }
        }
    }

    /** All models, by name. */
    public Collection<ModelEntry> entries() {
        return entries.values();
    }

    /** The models whose names match a wildcard pattern of {@code *}, {@code ?} and {@code [abc]}, as timm's {@code list_models}. */
    public List<ModelEntry> matching(String glob) {
        Pattern pattern = Pattern.compile(expression(glob));
        return entries.values().stream()
                .filter(entry -> pattern.matcher(entry.name()).matches())
                .toList();
    }

    private static String expression(String glob) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char letter = glob.charAt(i);
            int end = letter == '[' ? glob.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&");
                expression.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
                i = end;
            } else {
                expression.append(letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote("" + letter));
            }
        }
        return expression.toString();
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
        String tag = tag(current(name));
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
                                + entry.tags().stream().map(PretrainedConfig::tag).collect(Collectors.joining(", "))));
    }

    private String current(String name) {
        return deprecated.getOrDefault(name, name);
    }

    private static String architecture(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String tag(String name) {
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
     */
    public Optional<ImageModel> create(ModelConfig config, int classes, Problems problems, Location where) {
        try {
            ModelEntry entry = find(config.name());
            return create(entry, preprocessing(config.name()), config, classes, entry.architecture(), problems, where);
        } catch (JimmException e) {
            problems.add(where, e.getMessage());
        } catch (IllegalArgumentException e) {
            problems.add(where, "model '" + config.name() + "': " + e.getMessage());
        }
        return Optional.empty();
    }

    private static <C extends Record> Optional<ImageModel> create(
            ModelEntry entry,
            PretrainedConfig preprocessing,
            ModelConfig config,
            int classes,
            Architecture<C> architecture,
            Problems problems,
            Location where) {
        Problems own = new Problems();
        Config overrides = withTagsImageSize(config.options(), architecture.config(), preprocessing, entry);
        C options = ConfigBinder.bind(overrides, "model.options", architecture.config(), own);
        Optional<ModelOptions> common = common(config, classes, own, where);
        if (!own.isEmpty()) {
            problems.addAll(own);
            return Optional.empty();
        }
        Model structure = architecture.build(options, common.orElseThrow());
        return Optional.of(new ImageModel(entry, preprocessing, options, common.orElseThrow(), structure));
    }

    private static Optional<ModelOptions> common(ModelConfig config, int classes, Problems problems, Location where) {
        try {
            return Optional.of(new ModelOptions(
                    config.numClasses() == null ? classes : config.numClasses(),
                    config.inChannels(),
                    config.dropRate(),
                    config.dropPath(),
                    config.globalPool(),
                    config.outputStride()));
        } catch (IllegalArgumentException e) {
            problems.add(where, "model." + e.getMessage());
            return Optional.empty();
        }
    }

    /** A tag that was trained at another size than the architecture's default brings its size along. */
    private static Config withTagsImageSize(
            Config overrides, Record defaults, PretrainedConfig chosen, ModelEntry entry) {
        boolean hasSize = Arrays.stream(defaults.getClass().getRecordComponents())
                .anyMatch(component -> component.getName().equals("imgSize"));
        if (!hasSize || overrides.hasPath(IMAGE_SIZE) || chosen.equals(entry.defaultConfig())) {
            return overrides;
        }
        return overrides.withValue(
                IMAGE_SIZE, ConfigValueFactory.fromAnyRef(chosen.inputSize().get(2)));
    }
}
