package dev.jimm.core.hub;

import com.google.inject.ImplementedBy;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.PretrainedConfig;
import java.nio.file.Path;

/** Finds weights that are named and not given as files: downloads them, or knows where they lie. */
@ImplementedBy(NoDownloads.class)
public interface WeightsLocator {
    /**
     * The file of a tag's weights.
     *
     * @throws JimmException when it cannot be had
     */
    Path weights(ModelEntry entry, PretrainedConfig tag);

    /**
     * What a repository on the hub says of its model. Only its small description is fetched.
     *
     * @param repository {@code owner/name}
     * @throws JimmException when it cannot be had
     */
    HubConfig describe(String repository);

    /**
     * The file of a repository's weights.
     *
     * @throws JimmException when it cannot be had
     */
    Path weights(HubConfig model);
}
