package dev.jimm.core.pretrained;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.model.PretrainedConfig;
import java.nio.file.Path;

/** For programs that download nothing: weights are files. */
public final class NoDownloads implements WeightsLocator {
    @Override
    public Path weights(ModelEntry entry, PretrainedConfig tag) {
        throw refusal(entry.name() + "." + tag.tag());
    }

    @Override
    public HubModel describe(String repository) {
        throw refusal(Pretrained.HUB + repository);
    }

    @Override
    public Path weights(HubModel model) {
        throw refusal(Pretrained.HUB + model.repository());
    }

    private static JimmException refusal(String what) {
        return new JimmException(
                Category.CONFIGURATION,
                "the weights " + what + " cannot be had by name, since this program downloads nothing; give a file with"
                        + " them");
    }
}
