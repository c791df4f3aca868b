package dev.jimm.core.pretrained;

import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.weights.LoadReport;
import java.nio.file.Path;

/**
 * A model with weights that no run of this program has trained. Closing it frees the weights.
 *
 * @param origin what the weights were asked for by
 * @param file of the weights
 * @param model with the preprocessing that the weights are right for
 * @param report how the file's tensors fitted
 */
public record PretrainedModel(String origin, Path file, ImageModel model, Weights weights, LoadReport report)
        implements AutoCloseable {
    @Override
    public void close() {
        weights.close();
    }
}
