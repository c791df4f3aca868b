package dev.jimm.core.mix;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Runs augmentations on images, and looks at them. */
final class OnDevice {
    static final long SEED = 44;

    private OnDevice() {}

    /** Runs an augmentation of images (N, channels, height, width); the inputs are closed. */
    static float[] run(
            float[] images,
            int channels,
            int height,
            int width,
            List<Program.Input> declared,
            List<DeviceTensor> inputs,
            BiFunction<Tensor, List<Tensor>, Tensor> augmentation) {
        List<Program.Input> all = new ArrayList<>();
        all.add(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, channels, height, width));
        all.addAll(declared);
        List<DeviceTensor> values = new ArrayList<>();
        values.add(DeviceTensor.of(images, images.length / (channels * height * width), channels, height, width));
        values.addAll(inputs);
        Program.Body body = (in, parameters) -> List.of(augmentation.apply(in.get(0), in.subList(1, in.size())));
        try (Program program = Program.inference(Execution.TRACED, Precision.FP32, all, body);
                Program.Results results = Engine.seeded(SEED, () -> program.run(values, null))) {
            return results.values().get(0).floats();
        } finally {
            values.forEach(DeviceTensor::close);
        }
    }

    static float[] ones(int count) {
        float[] values = new float[count];
        Arrays.fill(values, 1);
        return values;
    }

    static boolean isInside(Box box, int row, int column) {
        return row >= box.top()
                && row < box.top() + box.height()
                && column >= box.left()
                && column < box.left() + box.width();
    }
}
