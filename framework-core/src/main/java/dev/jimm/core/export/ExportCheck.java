package dev.jimm.core.export;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.ScriptModule;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Runs an exported model and the original on the same random images, and compares what they give. */
public final class ExportCheck {
    /** The largest difference that rounding explains, as a part of the largest output. */
    public static final double TOLERANCE = 1e-4;

    private static final long SEED = 42;
    /** Unequal, and none of them 1 alone, where a size that was taken for a constant might pass. */
    private static final int[] BATCHES = {1, 3};

    /** The exported model. */
    @FunctionalInterface
    public interface Exported {
        /**
         * Runs it.
         *
         * @param images normalised, row-major
         * @param shape of the images: N, C, H, W
         * @return the logits, row-major
         */
        float[] logits(float[] images, long... shape);
    }

    private ExportCheck() {}

    /**
     * Compares on one batch, or on two of different sizes.
     *
     * @param batch the batch size, or {@link ExportedModel#ANY_BATCH}
     * @return the largest difference of a logit, as a part of the largest absolute value of a logit
     * @throws JimmException CHECK_FAILED when the number of outputs is another, or one of the two gives what is no number
     */
    public static double difference(ExportedModel model, Exported exported, int batch) {
        int[] batches = batch == ExportedModel.ANY_BATCH ? BATCHES : new int[] {batch};
        double worst = 0;
        try (Program program = model.program()) {
            for (int size : batches) {
                long[] shape = model.inputShape(size);
                float[] images = images(shape);
                float[] expected = run(program, model, images, shape);
                worst = Math.max(worst, difference(expected, exported.logits(images, shape)));
            }
        }
        return worst;
    }

    /** The same for a TorchScript file. */
    public static double ofTorchScript(ExportedModel model, Path file, int batch) {
        try (ScriptModule module = ScriptModule.load(file)) {
            return difference(
                    model,
                    (images, shape) -> {
                        try (DeviceTensor input = DeviceTensor.of(images, shape);
                                DeviceTensor output = module.forward(input)) {
                            return output.floats();
                        }
                    },
                    batch);
        }
    }

    /** The same for another model, such as one that was read again. */
    public static double ofModel(ExportedModel model, ExportedModel other, int batch) {
        try (Program program = other.program()) {
            return difference(model, (images, shape) -> run(program, other, images, shape), batch);
        }
    }

    private static float[] images(long[] shape) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[Math.toIntExact(Shapes.count(shape))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] run(Program program, ExportedModel model, float[] images, long[] shape) {
        try (DeviceTensor input = DeviceTensor.of(images, shape);
                Program.Results results = program.run(List.of(input), model.weights())) {
            return results.values().get(0).floats();
        }
    }

    private static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw failed("gives " + actual.length + " numbers, the original " + expected.length);
        }
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!Float.isFinite(expected[i]) || !Float.isFinite(actual[i])) {
                throw failed("gives " + actual[i] + " where the original gives " + expected[i]);
            }
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs((double) expected[i] - actual[i]));
        }
        return apart == 0 ? 0 : apart / largest;
    }

    private static JimmException failed(String how) {
        return new JimmException(Category.CHECK_FAILED, "the exported model is not the original: it " + how);
    }
}
