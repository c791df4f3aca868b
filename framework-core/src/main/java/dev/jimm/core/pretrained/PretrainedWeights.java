package dev.jimm.core.pretrained;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.TensorFiles;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a configuration or an argument means by pretrained weights: names become tags, and tags become files. */
public final class PretrainedWeights {
    private static final String GLOBAL_POOL = "global_pool";
    private static final String OUTPUT_STRIDE = "output_stride";

    /** What weights say of the model that is not an option of its family. */
    private static final Set<String> OF_EVERY_MODEL = Set.of(
            "num_classes",
            "in_chans",
            "pretrained",
            "features_only",
            "drop_rate",
            "drop_path_rate",
            GLOBAL_POOL,
            OUTPUT_STRIDE);

    private final ModelCatalogue models;
    private final WeightsLocator locator;

    @Inject
    public PretrainedWeights(ModelCatalogue models, WeightsLocator locator) {
        this.models = models;
        this.locator = locator;
    }

    /**
     * A model's section that can be built from.
     *
     * @param model whose name is an architecture or {@code architecture.tag}, and which says exactly what weights it
     *     starts from
     * @param described what the hub says of the model, where it comes from there
     */
    public record Resolved(ModelConfig model, Optional<HubConfig> described) {
        /** Whether the size of images is one of the model's options. */
        public boolean sized() {
            return model.options().hasPath(ModelConfig.IMAGE_SIZE);
        }
    }

    /**
     * Finds out which model and weights a section means. The weights are not fetched yet.
     *
     * @throws JimmException (CONFIGURATION) when there are no such weights, or name and weights contradict each other
     */
    public Resolved resolve(ModelConfig model) {
        Pretrained wanted = Pretrained.of(model.pretrained());
        if (model.name().startsWith(Pretrained.HUB)) {
            return ofHub(model, wanted);
        }
        return switch (wanted.source()) {
            case NONE -> new Resolved(model, Optional.empty());
            case FILE -> new Resolved(withOptionsOfTag(model), Optional.empty());
            case DEFAULT, TAG -> ofTag(model, wanted);
            case HUB -> ofHub(model, locator.describe(wanted.value()));
        };
    }

    /** Weights in a file are a tag's where the name says one. */
    private ModelConfig withOptionsOfTag(ModelConfig model) {
        return models.tag(model.name())
                .map(tag ->
                        model.starting(model.name(), model.pretrained(), options(models.preprocessing(model.name()))))
                .orElse(model);
    }

    private Resolved ofTag(ModelConfig model, Pretrained wanted) {
        ModelEntry entry = models.find(model.name());
        Optional<String> named = models.tag(model.name());
        boolean other = wanted.source() == Pretrained.Source.TAG
                && named.filter(tag -> !tag.equals(wanted.value())).isPresent();
        if (other) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.name says the weights '" + named.get() + "' and model.pretrained '" + wanted.value()
                            + "'; leave one out");
        }
        PretrainedConfig tag = wanted.source() == Pretrained.Source.TAG || named.isPresent()
                ? models.preprocessing(entry.name() + "." + named.orElse(wanted.value()))
                : entry.defaultWeights();
        if (!tag.hasWeights()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "there is nothing to download for '" + entry.name() + "." + tag.tag()
                            + "'; give the weights as model.pretrained = \"file:PATH\"");
        }
        return new Resolved(
                model.starting(fullName(entry, tag), tag.tag().isEmpty() ? "true" : tag.tag(), options(tag)),
                Optional.empty());
    }

    private static String fullName(ModelEntry entry, PretrainedConfig tag) {
        return tag.tag().isEmpty() ? entry.name() : entry.name() + "." + tag.tag();
    }

    private Resolved ofHub(ModelConfig model, Pretrained wanted) {
        String repository = repository(model.name());
        boolean same =
                wanted.source() == Pretrained.Source.HUB && wanted.value().equals(repository);
        if (!same && (wanted.source() == Pretrained.Source.TAG || wanted.source() == Pretrained.Source.HUB)) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.name says the weights of " + model.name() + " and model.pretrained '" + model.pretrained()
                            + "'; leave model.pretrained out");
        }
        HubConfig hub = locator.describe(repository);
        String weights = wanted.source() == Pretrained.Source.FILE ? model.pretrained() : Pretrained.HUB + repository;
        return saved(model, hub, weights);
    }

    private static String repository(String name) {
        String repository = name.substring(Pretrained.HUB.length());
        if (repository.isBlank()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "'" + name + "' names no repository; write " + Pretrained.HUB + "owner/name");
        }
        return repository;
    }

    /**
     * The model of a folder as timm saves them, with {@code config.json}.
     *
     * @throws JimmException DATA when it is none, CONFIGURATION when no plugin offers its architecture
     */
    public Resolved ofFolder(Path folder) {
        HubConfig saved = HubConfig.ofFolder(folder);
        return saved(ModelConfig.named(saved.architecture()), saved, Pretrained.FILE + folder);
    }

    private Resolved saved(ModelConfig model, HubConfig hub, String weights) {
        Map<String, Object> arguments = hub.config().modelArgs();
        ModelConfig named = model.starting(known(hub), weights, sizedOptions(models.find(hub.architecture()), hub));
        String pooling = arguments.get(GLOBAL_POOL) instanceof String text ? text : null;
        Integer stride = arguments.get(OUTPUT_STRIDE) instanceof Integer number ? number : null;
        return new Resolved(named.shaped(pooling, stride), Optional.of(hub));
    }

    private Resolved ofHub(ModelConfig model, HubConfig hub) {
        ModelEntry entry = models.find(model.name());
        if (!models.find(known(hub)).name().equals(entry.name())) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    Pretrained.HUB + hub.place() + " holds a '" + hub.architecture() + "', but model.name is '"
                            + model.name() + "'; set model.name = \"" + Pretrained.HUB + hub.place() + "\"");
        }
        return new Resolved(
                model.starting(model.name(), Pretrained.HUB + hub.place(), sizedOptions(entry, hub)), Optional.of(hub));
    }

    private String known(HubConfig hub) {
        try {
            return models.find(hub.architecture()).name();
        } catch (JimmException e) {
            throw new JimmException(e.category(), hub.place() + ": " + e.getMessage(), e);
        }
    }

    private static Config sizedOptions(ModelEntry entry, HubConfig hub) {
        Config options = options(hub.config());
        return entry.takesImageSize() && !options.hasPath(ModelConfig.IMAGE_SIZE)
                ? options.withValue(
                        ModelConfig.IMAGE_SIZE,
                        ConfigValueFactory.fromAnyRef(hub.config().inputSize().get(1)))
                : options;
    }

    /** The options of the architecture that hold with the weights, by the names that they have here. */
    private static Config options(PretrainedConfig weights) {
        Config options = ConfigFactory.empty();
        for (Map.Entry<String, Object> option : weights.modelArgs().entrySet()) {
            if (!OF_EVERY_MODEL.contains(option.getKey())) {
                options = options.withValue(
                        option.getKey().replace('_', '-'), ConfigValueFactory.fromAnyRef(scalar(option.getValue())));
            }
        }
        return options;
    }

    /** A square is written as its side here. */
    private static Object scalar(Object value) {
        return value instanceof List<?> sides
                        && sides.size() == 2
                        && sides.get(0) instanceof Number
                        && sides.get(0).equals(sides.get(1))
                ? sides.get(0)
                : value;
    }

    /**
     * Fetches the weights that a {@linkplain #resolve resolved} section starts from.
     *
     * @return empty when it starts from none
     * @throws JimmException when they cannot be had or read
     */
    public Optional<NamedWeights> fetch(ModelConfig resolved) {
        Pretrained wanted = Pretrained.of(resolved.pretrained());
        return switch (wanted.source()) {
            case NONE -> Optional.empty();
            case FILE -> Optional.of(new NamedWeights(resolved.pretrained(), TensorFiles.open(path(wanted.value()))));
            case HUB -> {
                HubConfig hub = locator.describe(wanted.value());
                yield Optional.of(new NamedWeights(resolved.pretrained(), TensorFiles.open(locator.weights(hub))));
            }
            case DEFAULT, TAG -> {
                Path file = locator.weights(models.find(resolved.name()), models.preprocessing(resolved.name()));
                yield Optional.of(new NamedWeights(resolved.name(), TensorFiles.open(file)));
            }
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new JimmException(Category.CONFIGURATION, "model.pretrained: " + e.getMessage(), e);
        }
    }
}
