package dev.jimm.core.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.jimm.core.engine.DeviceTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A file in ONNX Runtime, one thread. */
final class OnnxRuntime implements AutoCloseable {
    /** @param type INT64, FLOAT or BOOL, of which the values are whole numbers */
    record Output(long[] shape, OnnxJavaType type, double[] values) {}

    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

    private final OrtSession session;

    OnnxRuntime(Path file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = ENVIRONMENT.createSession(file.toString(), options);
        }
    }

    OrtSession session() {
        return session;
    }

    /** Runs with inputs in the order of the file's. */
    List<Output> run(List<DeviceTensor> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            List<String> names = List.copyOf(session.getInputNames());
            for (int i = 0; i < names.size(); i++) {
                given.put(names.get(i), tensor(inputs.get(i)));
            }
            try (OrtSession.Result result = session.run(given)) {
                return IntStream.range(0, result.size())
                        .mapToObj(i -> output((OnnxTensor) result.get(i)))
                        .toList();
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(DeviceTensor input) throws OrtException {
        ByteBuffer bytes = input.bytes();
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
        direct.put(bytes).flip();
        OnnxJavaType type =
                switch (input.type()) {
                    case INT64 -> OnnxJavaType.INT64;
                    case FLOAT64 -> OnnxJavaType.DOUBLE;
                    default -> OnnxJavaType.FLOAT;
                };
        return OnnxTensor.createTensor(ENVIRONMENT, direct, input.shape(), type);
    }

    private static Output output(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        double[] values = new double[(int) info.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (info.type) {
                case INT64 -> tensor.getLongBuffer().get(i);
                case BOOL -> tensor.getByteBuffer().get(i);
                default -> 0;
            };
        }
        if (info.type == OnnxJavaType.FLOAT) {
            float[] floats = new float[values.length];
            tensor.getFloatBuffer().get(floats);
            Arrays.setAll(values, i -> floats[i]);
        }
        return new Output(info.getShape(), info.type, values);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
