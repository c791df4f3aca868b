package dev.jimm.core.onnx;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;

/**
 * How a model is written.
 *
 * @param opset the version of ONNX's operators, {@value #LEAST_OPSET} to {@value #LATEST_OPSET}
 * @param batch the only batch size that the file takes; 0 for any
 * @param dynamicSize whether the file takes images of any size, which not every model can
 * @param foldBatchNorm whether batch norms become part of the convolutions before them
 * @param externalData whether the weights stand in a file of their own; those of more than 2 GB always do
 * @param featureMaps the outputs, as indices of {@link dev.jimm.api.model.Model#featureInfo}, negative ones from the end; none for logits
 */
public record OnnxOptions(
        int opset,
        int batch,
        boolean dynamicSize,
        boolean foldBatchNorm,
        boolean externalData,
        List<Integer> featureMaps) {
    public static final int LEAST_OPSET = 13;
    public static final int LATEST_OPSET = 22;
    /** The first with layer norms as one operator; ONNX Runtime, TensorRT and OpenVINO have known it for years. */
    public static final int DEFAULT_OPSET = 17;

    public static final OnnxOptions DEFAULT = new OnnxOptions(DEFAULT_OPSET, 0, false, true, false, List.of());

    /** @throws JimmException CONFIGURATION when a value is out of range */
    public OnnxOptions {
        featureMaps = List.copyOf(featureMaps);
        if (opset < LEAST_OPSET || opset > LATEST_OPSET) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "the ONNX opset must be " + LEAST_OPSET + " to " + LATEST_OPSET + ", is " + opset);
        }
        if (batch < 0) {
            throw new JimmException(
                    Category.CONFIGURATION, "the batch size must be at least 1, or 0 for any, is " + batch);
        }
    }

    public OnnxOptions opset(int value) {
        return new OnnxOptions(value, batch, dynamicSize, foldBatchNorm, externalData, featureMaps);
    }

    public OnnxOptions batch(int value) {
        return new OnnxOptions(opset, value, dynamicSize, foldBatchNorm, externalData, featureMaps);
    }

    public OnnxOptions dynamicSize(boolean value) {
        return new OnnxOptions(opset, batch, value, foldBatchNorm, externalData, featureMaps);
    }

    public OnnxOptions foldBatchNorm(boolean value) {
        return new OnnxOptions(opset, batch, dynamicSize, value, externalData, featureMaps);
    }

    public OnnxOptions externalData(boolean value) {
        return new OnnxOptions(opset, batch, dynamicSize, foldBatchNorm, value, featureMaps);
    }

    public OnnxOptions featureMaps(List<Integer> value) {
        return new OnnxOptions(opset, batch, dynamicSize, foldBatchNorm, externalData, value);
    }
}
