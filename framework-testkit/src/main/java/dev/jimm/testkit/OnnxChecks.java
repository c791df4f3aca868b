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
import dev.jimm.core.engine.Execution;
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

/** A model as an ONNX file, computed by ONNX Runtime. */
final class OnnxChecks {
    /** Of one file, which takes any. */
    private static final int[] BATCHES = {1, 3};

    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

    private OnnxChecks() {}

    /** Asserts that the export is refused, naming an operator. */
    static void assertRefused(String name, Model model, int... input) throws IOException {
        Path file = Files.createTempFile(name, ".onnx");
        try (GeneratedModel generated = new GeneratedModel(model)) {
            JimmException refusal = assertThrows(
                    JimmException.class, () -> export(file, name, model, generated, OnnxOptions.DEFAULT, input));
            assertTrue(refusal.getMessage().contains("operator"), refusal::getMessage);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void export(Path file, String name, Model model, GeneratedModel generated, OnnxOptions options, int... input) {
        OnnxExport.write(
                file,
                new OnnxModel(name, model, generated.weights(), input[0], input[1], input[2], Map.of()),
                options);
    }

    /**
     * By how much the logits of ONNX Runtime are off those of the engine, as a part of the largest.
     *
     * @param input channels, height, width
     */
    static double difference(String name, Model model, OnnxOptions options, int... input)
            throws IOException, OrtException {
        Path file = Files.createTempFile(name, ".onnx");
        try (GeneratedModel generated = new GeneratedModel(model)) {
            export(file, name, model, generated, options, input);
            try (OrtSession.SessionOptions oneThread = new OrtSession.SessionOptions()) {
                oneThread.setIntraOpNumThreads(1);
                try (OrtSession session = ENVIRONMENT.createSession(file.toString(), oneThread)) {
                    double worst = 0;
                    for (int batch : BATCHES) {
                        worst = Math.max(worst, difference(session, generated, batch, input[0], input[1], input[2]));
                    }
                    return worst;
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static double difference(OrtSession session, GeneratedModel generated, long... shape) throws OrtException {
        float[] expected =
                generated.outputs(Execution.TRACED, Set.of(), shape).logits().values();
        try (DeviceTensor images = GeneratedModel.input(shape);
                OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(images.floats()), shape);
                OrtSession.Result result =
                        session.run(Map.of(OnnxExport.INPUT, input), Set.of(OnnxExport.LOGITS))) {
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            if (logits.remaining() != expected.length) {
                throw new AssertionError("ONNX Runtime gives " + logits.remaining() + " logits, not " + expected.length);
            }
            double largest = 0;
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                double difference = Math.abs(expected[i] - logits.get(i));
                worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            }
            return worst / largest;
        }
    }
}
