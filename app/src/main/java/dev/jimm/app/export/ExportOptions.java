package dev.jimm.app.export;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.export.ExportedModel;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model is to be written.
 *
 * @param batch the batch size, or {@link ExportedModel#ANY_BATCH}
 * @param opset of ONNX; {@code null} for the usual one
 * @param dynamicSize whether an ONNX file is to take images of any size
 * @param foldBatchNorm whether batch norms of an ONNX file become part of the weights before them; {@code null} for the usual way
 * @param externalData whether the weights of an ONNX file stand in a file beside it
 */
record ExportOptions(int batch, Integer opset, boolean dynamicSize, Boolean foldBatchNorm, boolean externalData) {
    /** @throws JimmException CONFIGURATION when an option was given that only ONNX has */
    void requireNoneOfOnnx(String format) {
        List<String> given = new ArrayList<>();
        if (opset != null) {
            given.add("--opset");
        }
        if (dynamicSize) {
            given.add("--dynamic-size");
        }
        if (foldBatchNorm != null) {
            given.add("--fold-batch-norm");
        }
        if (externalData) {
            given.add("--external-data");
        }
        if (!given.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    String.join(", ", given) + " is for the format onnx alone; leave it out for " + format);
        }
    }
}
