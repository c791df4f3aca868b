package dev.jimm.core.mix;

import dev.jimm.api.augment.Distributions;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Mixup (Zhang et al. 2017, arXiv:1710.09412) and cutmix (Yun et al. 2019, arXiv:1905.04899): what is drawn, and what
 * happens to the pixels. One formula serves both, and images that are left as they are.
 */
final class Mixer {
    /** How many {@link #inputs} there are. */
    static final int INPUTS = 1 + Box.INPUTS;

    private final BatchConfig config;

    Mixer(BatchConfig config) {
        this.config = config;
    }

    boolean isOn(int epoch) {
        return config.mix().offEpoch() == 0 || epoch < config.mix().offEpoch();
    }

    /** Draws for each image of a batch of images of a size in pixels. */
    List<Mix> draw(int images, int height, int width, RandomGenerator random) {
        return switch (config.mix().mode()) {
            case BATCH -> Collections.nCopies(images, draw(height, width, random));
            case PAIR -> mirrored(several(images / 2, height, width, random));
            case ELEM -> several(images, height, width, random);
        };
    }

    private List<Mix> several(int count, int height, int width, RandomGenerator random) {
        return Stream.generate(() -> draw(height, width, random)).limit(count).toList();
    }

    private static List<Mix> mirrored(List<Mix> half) {
        List<Mix> all = new ArrayList<>(half);
        for (int i = half.size() - 1; i >= 0; i--) {
            all.add(half.get(i));
        }
        return all;
    }

    private Mix draw(int height, int width, RandomGenerator random) {
        if (random.nextDouble() >= config.mix().probability()) {
            return Mix.NONE;
        }
        boolean both = config.mixup() > 0 && config.isCutting();
        boolean cut = both ? random.nextDouble() < config.mix().switchProbability() : config.isCutting();
        if (!cut) {
            return Mix.up(Distributions.beta(config.mixup(), random));
        }
        if (!config.mix().cutmixMinMax().isEmpty()) {
            Box box = boxOfSides(height, width, random);
            return Mix.cut(outside(box, height, width), box);
        }
        double lambda = Distributions.beta(config.cutmix(), random);
        Box box = boxOfArea(1 - lambda, height, width, random);
        return Mix.cut(config.mix().correctLam() ? outside(box, height, width) : lambda, box);
    }

    /** A box of the image's shape around a centre that is drawn from all pixels, so that the border may clip it. */
    static Box boxOfArea(double part, int height, int width, RandomGenerator random) {
        double ratio = Math.sqrt(part);
        int halfHeight = (int) (height * ratio) / 2;
        int halfWidth = (int) (width * ratio) / 2;
        int centreY = random.nextInt(height);
        int centreX = random.nextInt(width);
        int top = Math.max(0, centreY - halfHeight);
        int left = Math.max(0, centreX - halfWidth);
        int bottom = Math.min(height, centreY + halfHeight);
        int right = Math.min(width, centreX + halfWidth);
        return new Box(top, left, bottom - top, right - left);
    }

    private Box boxOfSides(int height, int width, RandomGenerator random) {
        int boxHeight = side(height, random);
        int boxWidth = side(width, random);
        int top = random.nextInt(height - boxHeight);
        int left = random.nextInt(width - boxWidth);
        return new Box(top, left, boxHeight, boxWidth);
    }

    private int side(int size, RandomGenerator random) {
        int least = (int) (size * config.mix().cutmixMinMax().get(0));
        int end = (int) (size * config.mix().cutmixMinMax().get(1));
        return least + random.nextInt(Math.max(1, end - least));
    }

    private static double outside(Box box, int height, int width) {
        return 1 - (double) box.height() * box.width() / ((double) height * width);
    }

    /** The inputs of a program that mixes images of a size in pixels. */
    static List<Program.Input> inputs(int height, int width) {
        List<Program.Input> inputs = new ArrayList<>();
        inputs.add(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 1, 1, 1));
        inputs.addAll(Box.inputs(height, width));
        return inputs;
    }

    /** The values of {@link #inputs}; the caller closes them. */
    static List<DeviceTensor> tensors(List<Mix> mixes, int height, int width) {
        float[] pixels = new float[mixes.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) mixes.get(i).pixels();
        }
        List<DeviceTensor> tensors = new ArrayList<>();
        tensors.add(DeviceTensor.of(pixels, pixels.length, 1, 1, 1));
        tensors.addAll(Box.tensors(mixes.stream().map(Mix::box).toList(), height, width));
        return tensors;
    }

    /** Images (N, C, H, W), mixed; those whose {@link Mix} is {@link Mix#NONE} keep their bits. */
    static Tensor apply(Tensor x, List<Tensor> inputs) {
        Tensor own = inputs.get(0).maskedFill(Box.mask(inputs.subList(1, INPUTS)), 0);
        return x.flip(0).lerp_(x, own);
    }
}
