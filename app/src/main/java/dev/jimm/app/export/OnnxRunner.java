package dev.jimm.app.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** An ONNX file at work in ONNX Runtime. */
final class OnnxRunner implements AutoCloseable {
    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxRunner(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /** @throws JimmException CHECK_FAILED when ONNX Runtime does not take the file */
    static OnnxRunner load(Path file) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try {
            return new OnnxRunner(file, environment, environment.createSession(file.toString()));
        } catch (OrtException e) {
            throw failed(file, e);
        }
    }

    /** The first output for a batch of images. */
    float[] logits(float[] images, long... shape) {
        String input = session.getInputNames().iterator().next();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] logits = new float[values.remaining()];
            values.get(logits);
            return logits;
        } catch (OrtException e) {
            throw failed(file, e);
        }
    }

    private static JimmException failed(Path file, OrtException e) {
        return new JimmException(
                Category.CHECK_FAILED, file + ": ONNX Runtime does not run the exported model: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(file, e);
        }
    }
}
