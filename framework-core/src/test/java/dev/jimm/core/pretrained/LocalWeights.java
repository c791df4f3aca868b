package dev.jimm.core.pretrained;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights that lie in a folder, and a note of what was asked for. */
public final class LocalWeights implements WeightsLocator {
    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, HubConfig> described = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** @param name {@code architecture.tag} */
    public LocalWeights with(String name, Path file) {
        files.put(name, file);
        return this;
    }

    public LocalWeights with(HubConfig model, Path file) {
        described.put(model.place(), model);
        files.put(model.place(), file);
        return this;
    }

    /** The names of the files that were asked for. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public Path weights(ModelEntry entry, PretrainedConfig tag) {
        return file(entry.name() + "." + tag.tag());
    }

    @Override
    public HubConfig describe(String repository) {
        if (!described.containsKey(repository)) {
            throw new JimmException(Category.CONFIGURATION, "there is no repository " + repository);
        }
        return described.get(repository);
    }

    @Override
    public Path weights(HubConfig model) {
        return file(model.place());
    }

    private Path file(String name) {
        asked.add(name);
        if (!files.containsKey(name)) {
            throw new JimmException(Category.DATA, "there are no weights " + name);
        }
        return files.get(name);
    }
}
