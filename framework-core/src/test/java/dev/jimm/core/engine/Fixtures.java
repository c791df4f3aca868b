package dev.jimm.core.engine;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Inputs and programs that the tests of the engine share. */
final class Fixtures {
    static final int SIZE = 16;

    private Fixtures() {}

    static float[] random(long seed, long... shape) {
        float[] values = new float[(int) Shapes.count(shape)];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static DeviceTensor images(int batch) {
        return DeviceTensor.of(random(3, batch, 3, SIZE, SIZE), batch, 3, SIZE, SIZE);
    }

    static DeviceTensor labels(int batch) {
        return DeviceTensor.of(new SplittableRandom(4).longs(batch, 0, 3).toArray(), batch);
    }

    static Program logits(Model model, Execution execution, Precision precision) {
        return Program.inference(
                execution,
                precision,
                List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, SIZE, SIZE)),
                (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, false, Set.of()))
                        .to(ElementType.FLOAT32)));
    }

    /** Loss and gradients of a training pass over images and labels. */
    static Program training(Model model, Execution execution, Precision precision) {
        return Program.gradients(
                execution,
                precision,
                List.of(
                        new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, SIZE, SIZE),
                        new Program.Input(ElementType.INT64, Shapes.BATCH)),
                (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, true, Set.of()))
                        .crossEntropy(inputs.get(1), 0.1)),
                param -> param.kind() == Param.Kind.WEIGHT);
    }

    /** The bytes of all results, gradients and, afterwards, weights of a seeded run, by name; byte for byte comparable. */
    static Map<String, List<Byte>> run(Program program, Weights weights, long seed, DeviceTensor... inputs) {
        Map<String, List<Byte>> found = new LinkedHashMap<>();
        Native.seed(seed);
        try (Program.Results results = program.run(List.of(inputs), weights)) {
            for (int i = 0; i < results.values().size(); i++) {
                found.put("result " + i, bytes(results.values().get(i)));
            }
            results.gradients().forEach((param, gradient) -> found.put("gradient of " + param, bytes(gradient)));
        }
        if (weights != null) {
            weights.table().all().forEach(param -> found.put(param.name(), bytes(weights.get(param))));
        }
        return found;
    }

    private static List<Byte> bytes(DeviceTensor tensor) {
        byte[] bytes = tensor.bytes().array();
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return List.of(boxed);
    }
}
