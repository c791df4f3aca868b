package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.jimm.api.model.Model;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxModel;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.verify.GeneratedModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A model as an ONNX file, computed by ONNX Runtime.
 *
 * @param name of the model
 * @param input channels, height, width
 */
record OnnxChecks(String name, Model model, int... input) {
    /** Of one file, which takes any. */
    private static final int[] BATCHES = {1, 3};
    /** About the rounding of a few operations. */
    private static final float ROUNDING = 1e-6f;
    /** A model that makes more of rounding than this cannot be compared. */
    private static final double MOST_AMPLIFIED = 2e-5;

    private static final long SEED = 1;

    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

    /** Asserts that the export is refused, naming an operator. */
    void assertRefused() throws IOException {
        Path file = Files.createTempFile(name, ".onnx");
        try (GeneratedModel generated = new GeneratedModel(model)) {
            JimmException refusal =
                    assertThrows(JimmException.class, () -> export(file, generated.weights(), OnnxOptions.DEFAULT));
            assertTrue(refusal.getMessage().contains("operator"), refusal::getMessage);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * By how much the logits of ONNX Runtime are off those of the engine, as a part of the largest. The weights are generated ones, or,
     * where the model would with those make logits of rounding, fresh ones.
     */
    double difference(OnnxOptions options) throws IOException, OrtException {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            if (amplified(generated.weights()) <= MOST_AMPLIFIED) {
                return difference(generated.weights(), options);
            }
        }
        try (Weights fresh = Weights.initialised(model.parameters(), SEED, false)) {
            return difference(fresh, options);
        }
    }

    /** By how much the logits move when some values of an image are rounded otherwise. */
    private double amplified(Weights weights) {
        float[] images = images(1);
        float[] rounded = images.clone();
        for (int i = 0; i < rounded.length; i += 2) {
            rounded[i] *= 1 + ROUNDING;
        }
        return difference(logits(weights, images, shape(1)), logits(weights, rounded, shape(1)));
    }

    private double difference(Weights weights, OnnxOptions options) throws IOException, OrtException {
        Path file = Files.createTempFile(name, ".onnx");
        try (OrtSession.SessionOptions oneThread = new OrtSession.SessionOptions()) {
            export(file, weights, options);
            oneThread.setIntraOpNumThreads(1);
            try (OrtSession session = ENVIRONMENT.createSession(file.toString(), oneThread)) {
                double worst = 0;
                for (int batch : BATCHES) {
                    float[] images = images(batch);
                    float[] expected = logits(weights, images, shape(batch));
                    worst = Math.max(worst, difference(expected, logits(session, images, shape(batch))));
                }
                return worst;
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void export(Path file, Weights weights, OnnxOptions options) {
        OnnxExport.write(file, new OnnxModel(name, model, weights, input[0], input[1], input[2], Map.of()), options);
    }

    private long[] shape(int batch) {
        return new long[] {batch, input[0], input[1], input[2]};
    }

    private float[] images(int batch) {
        try (DeviceTensor images = GeneratedModel.input(shape(batch))) {
            return images.floats();
        }
    }

    private float[] logits(Weights weights, float[] images, long... shape) {
        try (DeviceTensor batch = DeviceTensor.of(images, shape)) {
            return EvaluationPass.logits(model, weights, batch);
        }
    }

    private static float[] logits(OrtSession session, float[] images, long... shape) throws OrtException {
        try (OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(images), shape);
                OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input), Set.of(OnnxExport.LOGITS))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] logits = new float[values.remaining()];
            values.get(logits);
            return logits;
        }
    }

    /** As a part of the largest value; infinite when the two are not as many or not finite. */
    private static double difference(float[] expected, float[] actual) {
        double largest = 0;
        double worst = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
        }
        double part = worst / largest;
        return Double.isNaN(part) ? Double.POSITIVE_INFINITY : part;
    }
}
