package dev.jimm.app.export;

import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.onnx.OnnxOptions;

/**
 * How a model is to be written.
 *
 * @param batch the batch size, or {@link ExportedModel#ANY_BATCH}
 * @param onnx for the format that has more options than that
 */
record ExportOptions(int batch, OnnxOptions onnx) {}
