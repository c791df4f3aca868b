package dev.jimm.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.types.DataType;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.host.PluginFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that DJL has loaded: (N, 3, H, W) normalised float32 to logits (N, classes). Predictors of several threads may work at once;
 * they must be done before it is closed, which frees the weights.
 */
public final class JimmModel extends BaseModel {
    /** The option that names a folder of plugins, besides those of the class or module path. */
    public static final String PLUGINS = "plugins";

    private static final String CLASS_FILE = "synset.txt";

    private ExportedModel model;
    private PluginFolder plugins;

    JimmModel(String name, Device device) {
        super(name);
        if (device != null && !device.equals(Device.cpu())) {
            throw new IllegalArgumentException("the engine jimm computes on the CPU, not on " + device);
        }
        manager = JimmEngine.pyTorch().newBaseManager(Device.cpu());
        manager.setName("jimm model");
        dataType = DataType.FLOAT32;
    }

    /**
     * Opens a model.
     *
     * @param path the folder of a run, of a checkpoint or of an export as safetensors
     * @param prefix not used
     * @param options {@link #PLUGINS}, if any
     * @throws MalformedModelException when the folder holds no model, or one that no plugin offers
     */
    @Override
    public void load(Path path, String prefix, Map<String, ?> options) throws IOException, MalformedModelException {
        if (block != null) {
            throw new IllegalStateException("this model is loaded already");
        }
        modelDir = path.toAbsolutePath();
        try {
            ModelOpener opener = ModelOpener.withoutDownloads(catalogue(options));
            model = ExportedModel.of(
                    opener.open(ModelOpener.Request.of(path.toAbsolutePath().toString()), line -> {}));
            block = new JimmBlock(model);
            wasLoaded = true;
        } catch (JimmException e) {
            close();
            throw new MalformedModelException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private ModelCatalogue catalogue(Map<String, ?> options) {
        List<Provided<?>> providers =
                new ArrayList<>(ServiceProviders.load(Thread.currentThread().getContextClassLoader())
                        .provided());
        Object folder = options == null ? null : options.get(PLUGINS);
        if (folder != null) {
            plugins = PluginFolder.load(Path.of(folder.toString()));
            providers.addAll(plugins.providers());
        }
        return new ModelCatalogue(ProviderCatalogue.of(providers));
    }

    /** How images are prepared, as it was saved with the weights. */
    public Preprocessing preprocessing() {
        return loaded().preprocessing();
    }

    /** The names of the classes in the order of the logits; numbers where the model knows none. */
    public List<String> classes() {
        return loaded().classNames();
    }

    private ExportedModel loaded() {
        if (model == null) {
            throw new IllegalStateException("this model is not loaded");
        }
        return model;
    }

    /** DJL's own translators ask for a file of class names; with them, images would be prepared in another way than in training. */
    @Override
    public URL getArtifact(String name) throws IOException {
        try {
            return super.getArtifact(name);
        } catch (FileNotFoundException e) {
            if (!name.equals(CLASS_FILE)) {
                throw e;
            }
            throw new FileNotFoundException(
                    "the translator asks for " + CLASS_FILE + ", which models of jimm have not: give"
                            + " .optTranslatorFactory(new JimmTranslatorFactory()), which prepares images as in training");
        }
    }

    @Override
    public void close() {
        if (block instanceof JimmBlock own) {
            own.close();
        }
        if (model != null) {
            model.weights().close();
        }
        if (plugins != null) {
            plugins.close();
        }
        super.close();
    }
}
