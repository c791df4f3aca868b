package dev.jimm.core.train;

import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.hub.NoDownloads;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.pretrained.PretrainedModel;
import dev.jimm.core.pretrained.PretrainedModels;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.weights.LoadReport;
import dev.jimm.core.weights.Strictness;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens whatever a person may name a model by: a run, a checkpoint, a folder as timm saves models, an architecture, a tag, a repository
 * on the hub.
 */
public final class ModelOpener {
    private final ModelCatalogue models;
    private final PretrainedModels pretrained;

    @Inject
    public ModelOpener(ModelCatalogue models, PretrainedModels pretrained) {
        this.models = models;
        this.pretrained = pretrained;
    }

    /** One that downloads nothing: named models need a file of weights. */
    public static ModelOpener withoutDownloads(ModelCatalogue models) {
        PretrainedWeights weights = new PretrainedWeights(models, new NoDownloads());
        return new ModelOpener(models, new PretrainedModels(models, weights));
    }

    /**
     * What is to be opened.
     *
     * @param model the folder of a run, of a checkpoint or of timm, an architecture, {@code architecture.tag} or
     *     {@code hf-hub:owner/name}
     * @param weights a file with the weights of an architecture; {@code null} for its pretrained ones
     * @param lenient whether what fits of that file is loaded, and the rest told
     * @param imageSize height and width that the model is to take; {@code null} for its own
     * @param averaged whether the moving average of a run's weights takes their place
     */
    public record Request(String model, Path weights, boolean lenient, Integer imageSize, boolean averaged) {
        public Request {
            if (weights != null && weights.toString().isBlank()) {
                throw new JimmException(Category.CONFIGURATION, "--weights names no file; leave it out or name one");
            }
            if (lenient && weights == null) {
                throw new JimmException(Category.CONFIGURATION, "--lenient is for the file of --weights; leave it out");
            }
        }

        /** A model as it is. */
        public static Request of(String model) {
            return new Request(model, null, false, null, false);
        }
    }

    /**
     * Opens a model; the caller closes it.
     *
     * @param tell takes what is to be known of a load that was not exact, in lines
     * @throws JimmException CONFIGURATION when nothing has that name, or an option is not for it; DATA when its files are
     *     damaged or of another model
     */
    public SavedModel open(Request request, Consumer<String> tell) {
        if (PretrainedModels.isFolder(request.model())) {
            return ofFolder(request, tell);
        }
        requireNoAverage(request, "the name of a model");
        pretrained.requireName(request.model());
        Strictness strictness = request.lenient() ? Strictness.LENIENT : Strictness.ADAPTING;
        return saved(
                request,
                pretrained.open(new PretrainedModels.Request(
                        request.model(), request.weights(), request.imageSize(), strictness)),
                tell);
    }

    /**
     * An architecture with fresh weights, to try out what does not depend on them.
     *
     * @param imageSize height and width that the model is to take; {@code null} for its own
     * @throws JimmException CONFIGURATION when nothing has that name
     */
    public SavedModel untrained(String name, Integer imageSize) {
        ImageModel model = pretrained.structure(name, imageSize);
        InputConfig input = new InputConfig(imageSize, null, null, null, null, null);
        return new SavedModel(
                Path.of(name),
                RunConfig.of(ModelConfig.named(name), input),
                model,
                Weights.initialised(model.structure().parameters(), 0, true),
                input.resolve(model),
                SavedModel.unnamed(model.options().classes()));
    }

    private SavedModel ofFolder(Request request, Consumer<String> tell) {
        if (request.weights() != null) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "--weights is for a model that is named, such as resnet50; " + request.model()
                            + " is a folder and has its own");
        }
        Path folder = Path.of(request.model());
        if (!Files.exists(folder.resolve(HubConfig.NAME))) {
            SavedModel saved = SavedModel.load(folder, models, request.averaged());
            return request.imageSize() == null ? saved : saved.imageSize(request.imageSize());
        }
        requireNoAverage(request, "an exported model");
        return saved(request, pretrained.openFolder(folder, request.imageSize()), tell);
    }

    private static SavedModel saved(Request request, PretrainedModel opened, Consumer<String> tell) {
        try {
            tell(opened, tell);
            tellOfNames(opened, tell);
            return saved(request, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void requireNoAverage(Request request, String what) {
        if (request.averaged()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "--ema is for a run; " + request.model() + " is " + what + " and has one set of weights");
        }
    }

    private static void tell(PretrainedModel opened, Consumer<String> tell) {
        LoadReport report = opened.report();
        if (!report.isComplete() || !report.adapted().isEmpty() || report.note().isPresent()) {
            tell.accept(opened.file() + ": " + report.text());
        }
    }

    private static void tellOfNames(PretrainedModel opened, Consumer<String> tell) {
        int names = opened.model().preprocessing().labelNames().size();
        int classes = opened.model().options().classes();
        if (names > 0 && classes > 0 && names != classes) {
            tell.accept(opened.file() + ": the model has " + classes + " classes, and " + names
                    + " names of classes come with it; numbers stand for the classes");
        }
    }

    private static SavedModel saved(Request request, PretrainedModel opened) {
        ImageModel model = opened.model();
        InputConfig input = new InputConfig(request.imageSize(), null, null, null, null, null);
        ModelConfig config = ModelConfig.named(
                PretrainedModels.isFolder(request.model()) ? model.entry().name() : request.model());
        List<String> labels = model.preprocessing().labelNames();
        int classes = model.options().classes();
        return new SavedModel(
                opened.file(),
                RunConfig.of(config, input),
                model,
                opened.weights(),
                input.resolve(model),
                labels.size() == classes ? labels : SavedModel.unnamed(classes));
    }
}
