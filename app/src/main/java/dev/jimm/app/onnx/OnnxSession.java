package dev.jimm.app.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.onnx.OnnxExport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** An ONNX file that jimm wrote, at work in ONNX Runtime with all optimisations of its graph, and the time that it takes. */
public final class OnnxSession implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    /**
     * Processors that have no instruction for sums of products of 8 bits (VNNI) add pairs of them in 16 bits, which can saturate. With
     * this, ONNX Runtime takes another way there.
     */
    private static final String EXACT_SUMS = "session.x64quantprecision";

    private final Path file;
    private final OrtSession session;
    private long nanos;

    /**
     * Opens a file, which is not needed afterwards.
     *
     * @throws JimmException CHECK_FAILED when ONNX Runtime refuses it
     */
    public OnnxSession(Path file, int threads) {
        this.file = file;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry(EXACT_SUMS, "1");
            session = ENVIRONMENT.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** The version, for titles. */
    public static String version() {
        return "ONNX Runtime " + ENVIRONMENT.getVersion();
    }

    /** Images (N, C, H, W) that a session may take again and again; the caller closes them. */
    public OnnxTensor images(float[] values, long... shape) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
        try {
            return OnnxTensor.createTensor(ENVIRONMENT, buffer, shape);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** The logits of images (N, C, H, W), image after image. */
    public float[] run(float[] images, long... shape) {
        try (OnnxTensor input = images(images, shape)) {
            return run(input);
        }
    }

    /** The same of images that were made before. */
    public float[] run(OnnxTensor images) {
        long start = System.nanoTime();
        try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, images))) {
            nanos += System.nanoTime() - start;
            FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] copy = new float[logits.remaining()];
            logits.get(copy);
            return copy;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** The time of all runs so far. */
    public long nanos() {
        return nanos;
    }

    private JimmException failed(OrtException e) {
        return new JimmException(
                Category.CHECK_FAILED, file + ": ONNX Runtime cannot run this file: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }
}
