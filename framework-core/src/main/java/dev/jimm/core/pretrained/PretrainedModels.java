package dev.jimm.core.pretrained;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.weights.Fit;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens models by name: as their pretrained weights have them, with as many classes. */
public final class PretrainedModels {
    private final ModelCatalogue models;
    private final PretrainedWeights pretrained;

    @Inject
    public PretrainedModels(ModelCatalogue models, PretrainedWeights pretrained) {
        this.models = models;
        this.pretrained = pretrained;
    }

    /**
     * What is to be opened.
     *
     * @param name an architecture, {@code architecture.tag} or {@code hf-hub:owner/name}
     * @param weights a file with the weights; {@code null} for those of the name
     * @param imageSize height and width that the model is to be made for; {@code null} for its own
     * @param strictness of the load
     */
    public record Request(String name, Path weights, Integer imageSize, Strictness strictness) {
        /** Weights as they are, or those of a file. */
        public static Request of(String name, Path weights) {
            return new Request(name, weights, null, Strictness.ADAPTING);
        }
    }

    /**
     * Opens a model; the caller closes it.
     *
     * @throws JimmException CONFIGURATION for an unknown name or size, DATA for a file that is damaged or of another model
     */
    public PretrainedModel open(Request request) {
        return open(pretrained.resolve(asked(request)), request.imageSize(), request.strictness());
    }

    /**
     * The same of a folder as timm saves models, with {@code config.json}.
     *
     * @param imageSize height and width that the model is to be made for; {@code null} for its own
     * @throws JimmException CONFIGURATION for an unknown architecture or size, DATA when a file is damaged, or the two are of
     *     different models
     */
    public PretrainedModel openFolder(Path folder, Integer imageSize) {
        PretrainedWeights.Resolved saved = pretrained.ofFolder(folder);
        PretrainedModel opened = open(saved, imageSize, Strictness.ADAPTING);
        int said = saved.described().orElseThrow().config().classes();
        int stored = opened.model().options().classes();
        if (said != stored) {
            opened.close();
            throw new JimmException(
                    Category.DATA,
                    folder.resolve(HubConfig.NAME) + " says " + said + " classes, and the weights beside it are for "
                            + stored + "; export the model anew");
        }
        return opened;
    }

    private PretrainedModel open(PretrainedWeights.Resolved resolved, Integer imageSize, Strictness strictness) {
        NamedWeights named = pretrained.fetch(resolved.model()).orElseThrow();
        PretrainedConfig tag = resolved.described()
                .map(HubConfig::config)
                .orElseGet(() -> models.preprocessing(resolved.model().name()));
        ImageModel model = model(sized(resolved.model(), imageSize), tag, named);
        Fit fit = Fitting.whole(model, named.file());
        WeightLoader.Loaded loaded = WeightLoader.create(model.structure().parameters(), fit, strictness, 0, true);
        return new PretrainedModel(named.origin(), named.file().file(), model, loaded.weights(), loaded.report());
    }

    /**
     * The structure of a named model with the classes and channels of its weights, which are not looked for.
     *
     * @param imageSize height and width that the model is to be made for; {@code null} for its own
     * @throws JimmException CONFIGURATION for an unknown name or size
     */
    public ImageModel structure(String name, Integer imageSize) {
        PretrainedConfig tag = models.preprocessing(name);
        ModelConfig named = ModelConfig.named(name).channels(tag.inputSize().get(0));
        return models.create(sized(named, imageSize), tag.classes());
    }

    /** Whether what a person names a model by is a folder: a path that could be no model's name is one, too. */
    public static boolean isFolder(String name) {
        try {
            Path path = Path.of(name);
            return !name.startsWith(Pretrained.HUB) && (path.getNameCount() > 1 || Files.isDirectory(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Checks that what is no folder is a model.
     *
     * @throws JimmException (CONFIGURATION) when nothing has that name; repositories of the hub are not asked for
     */
    public void requireName(String name) {
        if (name.startsWith(Pretrained.HUB)) {
            return;
        }
        try {
            models.preprocessing(name);
        } catch (JimmException e) {
            throw new JimmException(e.category(), "there is no folder " + name + ", and " + e.getMessage(), e);
        }
    }

    private static ModelConfig asked(Request request) {
        String weights = request.weights() == null ? "true" : Pretrained.FILE + request.weights();
        return ModelConfig.named(request.name()).starting(request.name(), weights, ConfigFactory.empty());
    }

    private ModelConfig sized(ModelConfig model, Integer imageSize) {
        if (imageSize == null || !models.find(model.name()).takesImageSize()) {
            return model;
        }
        Config size = ConfigFactory.empty().withValue(ModelConfig.IMAGE_SIZE, ConfigValueFactory.fromAnyRef(imageSize));
        return model.options(size.withFallback(model.options()));
    }

    /** With the classes that the file has, whatever is known of it. */
    private ImageModel model(ModelConfig config, PretrainedConfig tag, NamedWeights named) {
        ModelConfig ofTag = config.channels(tag.inputSize().get(0));
        ImageModel model = models.create(ofTag, tag.classes());
        int stored = Fitting.classes(model, named.file()).orElse(tag.classes());
        ImageModel made = stored == tag.classes() ? model : models.create(ofTag, stored);
        PretrainedConfig images =
                made.structure().imageSize().map(size -> tag.imageSize(size[0])).orElse(tag);
        return new ImageModel(made.entry(), images, made.config(), made.options(), made.structure());
    }
}
