package dev.jimm.core.mix;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/**
 * A part of an image, in pixels. On the device a box of each image is two masks, of its rows and of its columns.
 *
 * @param height may be 0, as the width may: then nothing is inside
 */
record Box(int top, int left, int height, int width) {
    static final Box EMPTY = new Box(0, 0, 0, 0);

    /** How many {@link #inputs} there are. */
    static final int INPUTS = 2;

    /** The inputs of a program that takes one box an image. */
    static List<Program.Input> inputs(int height, int width) {
        return List.of(
                new Program.Input(ElementType.BOOL, Shapes.BATCH, 1, height, 1),
                new Program.Input(ElementType.BOOL, Shapes.BATCH, 1, 1, width));
    }

    /** The values of {@link #inputs}; the caller closes them. */
    static List<DeviceTensor> tensors(List<Box> boxes, int height, int width) {
        DeviceTensor rows = DeviceTensor.of(
                marks(boxes, height, Box::top, Box::height), ElementType.BOOL, boxes.size(), 1, height, 1);
        DeviceTensor columns = DeviceTensor.of(
                marks(boxes, width, Box::left, Box::width), ElementType.BOOL, boxes.size(), 1, 1, width);
        return List.of(rows, columns);
    }

    private static ByteBuffer marks(
            List<Box> boxes, int size, Function<Box, Integer> start, Function<Box, Integer> length) {
        ByteBuffer marks = ByteBuffer.allocate(boxes.size() * size);
        for (int i = 0; i < boxes.size(); i++) {
            int first = i * size + start.apply(boxes.get(i));
            for (int at = first; at < first + length.apply(boxes.get(i)); at++) {
                marks.put(at, (byte) 1);
            }
        }
        return marks;
    }

    /** From {@link #inputs} to a mask (N, 1, H, W) of type BOOL, true inside. */
    static Tensor mask(List<Tensor> inputs) {
        return inputs.get(0).mul(inputs.get(1));
    }
}
