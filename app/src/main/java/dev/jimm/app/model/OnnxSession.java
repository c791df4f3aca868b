package dev.jimm.app.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jimm.api.model.Model;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model as ONNX Runtime computes it, with as many threads as the engine has and all optimisations of its graph. */
final class OnnxSession implements AutoCloseable {
    private final OrtSession session;

    /** Exports the {@link Model} to a file that is deleted again. */
    OnnxSession(ImageModel model, Weights weights, Preprocessing preprocessing) {
        Path file = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            file = Files.createTempFile("jimm-benchmark", ".onnx");
            OnnxExport.write(file, model, weights, preprocessing, List.of(), OnnxOptions.DEFAULT);
            options.setIntraOpNumThreads(Engine.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw failure(e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version, for titles. */
    static String version() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    /** Images that the session takes again and again, (N, C, H, W). */
    OnnxTensor images(float[] values, long... shape) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
        try {
            return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** The logits of each image. */
    float[][] logits(OnnxTensor images) {
        try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, images))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private static JimmException failure(OrtException e) {
        return new JimmException(Category.INTERNAL, "ONNX Runtime: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
