package dev.jimm.core.mix;

import dev.jimm.api.augment.Distributions;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random erasing: what is drawn, and what happens to the pixels. */
final class Eraser {
    private static final int TRIES = 10;
    private static final int CHANNELS = 3;

    private final EraseConfig config;
    private final int splits;

    Eraser(BatchConfig config) {
        this.config = config.erase();
        this.splits = Math.max(2, config.splits());
    }

    /**
     * Draws for each image of a batch of images of a size in pixels.
     *
     * @return {@code count} boxes for each image, those that it has not being empty; the later ones lie on top
     */
    List<List<Box>> draw(int images, int height, int width, RandomGenerator random) {
        int clean = config.skipFirstSplit() ? images / splits : 0;
        List<List<Box>> all = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            boolean erased = i >= clean && random.nextDouble() < config.probability();
            int count = erased ? 1 + random.nextInt(config.count()) : 0;
            List<Box> boxes = new ArrayList<>();
            for (int box = 0; box < config.count(); box++) {
                boxes.add(box < count ? box(count, height, width, random) : Box.EMPTY);
            }
            all.add(boxes);
        }
        return all;
    }

    /** One of so many boxes of an image; empty if none of ten fits. */
    private Box box(int count, int height, int width, RandomGenerator random) {
        double area = (double) height * width / count;
        double logAspect = StrictMath.log(config.minAspect());
        for (int i = 0; i < TRIES; i++) {
            double target = area * between(config.minArea(), config.maxArea(), random);
            double aspect = StrictMath.exp(between(logAspect, -logAspect, random));
            int boxHeight = (int) Math.rint(Math.sqrt(target * aspect));
            int boxWidth = (int) Math.rint(Math.sqrt(target / aspect));
            if (boxHeight < height && boxWidth < width) {
                int top = random.nextInt(height - boxHeight + 1);
                int left = random.nextInt(width - boxWidth + 1);
                return new Box(top, left, boxHeight, boxWidth);
            }
        }
        return Box.EMPTY;
    }

    private static double between(double least, double most, RandomGenerator random) {
        return least + (most - least) * random.nextDouble();
    }

    /** The inputs of a program that erases in images of a size in pixels: the boxes, one after another, and colours. */
    List<Program.Input> inputs(int height, int width) {
        List<Program.Input> inputs = new ArrayList<>();
        for (int box = 0; box < config.count(); box++) {
            inputs.addAll(Box.inputs(height, width));
            if (config.mode() == EraseConfig.Mode.RAND) {
                inputs.add(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CHANNELS, 1, 1));
            }
        }
        return inputs;
    }

    /** The values of {@link #inputs}; the caller closes them. */
    List<DeviceTensor> tensors(List<List<Box>> boxes, int height, int width, RandomGenerator random) {
        List<DeviceTensor> tensors = new ArrayList<>();
        for (int i = 0; i < config.count(); i++) {
            int box = i;
            tensors.addAll(
                    Box.tensors(boxes.stream().map(ofOne -> ofOne.get(box)).toList(), height, width));
            if (config.mode() == EraseConfig.Mode.RAND) {
                tensors.add(colours(boxes.size(), random));
            }
        }
        return tensors;
    }

    private static DeviceTensor colours(int images, RandomGenerator random) {
        float[] values = new float[images * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Distributions.normal(random);
        }
        return DeviceTensor.of(values, images, CHANNELS, 1, 1);
    }

    /** Normalised images (N, 3, H, W), erased; what lies outside the boxes keeps its bits. */
    Tensor apply(Tensor x, List<Tensor> inputs) {
        // the generator is several times faster where the channels do not lie last
        Tensor noise = config.mode() == EraseConfig.Mode.PIXEL ? x.contiguous().normalLike() : null;
        Tensor result = x;
        int each = inputs.size() / config.count();
        for (int first = 0; first < inputs.size(); first += each) {
            Tensor mask = Box.mask(inputs.subList(first, first + Box.INPUTS));
            result = switch (config.mode()) {
                case CONST -> result.maskedFill(mask, 0);
                case RAND -> mask.where(inputs.get(first + Box.INPUTS), result);
                // in this order the result is laid out in memory as the images are
                case PIXEL -> mask.logicalNot().where(result, noise);
            };
        }
        return result;
    }
}
