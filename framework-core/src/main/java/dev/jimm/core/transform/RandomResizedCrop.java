package dev.jimm.core.transform;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A part of random area, shape and place, resized to the input (Szegedy et al. 2014, "Going Deeper with Convolutions");
 * drawn as timm and torchvision do. Only that part of the picture is decoded.
 */
final class RandomResizedCrop implements RandomCrop {
    private static final int TRIES = 10;

    private final Range scale;
    private final Range ratio;
    private final List<Filter> filters;
    private final int height;
    private final int width;

    RandomResizedCrop(CropConfig config, int height, int width) {
        this.scale = config.scaleRange();
        this.ratio = config.ratioRange();
        this.filters = Interpolation.choices(config.interpolation());
        this.height = height;
        this.width = width;
    }

    @Override
    public Image apply(Picture picture, RandomGenerator random) throws UnreadableImageException {
        Part part = draw(picture.width(), picture.height(), random);
        Filter filter = Interpolation.draw(filters, random);
        Image cut = picture.part(part.left(), part.top(), part.width(), part.height());
        return Resize.resize(cut, width, height, filter);
    }

    @Override
    public List<String> describe() {
        return List.of(
                "cut out a random part: " + scale + " of the area, width / height " + ratio,
                "resize to " + height + " x " + width + " (height x width), " + Interpolation.describe(filters));
    }

    /** A rectangle, in pixels. */
    record Part(int left, int top, int width, int height) {}

    /** After ten tries that did not fit into the image, the largest one in its centre. */
    Part draw(int imageWidth, int imageHeight, RandomGenerator random) {
        double area = (double) imageWidth * imageHeight;
        for (int i = 0; i < TRIES; i++) {
            double target = area * scale.draw(random);
            double shape = ratio.drawByLogarithm(random);
            int partWidth = (int) Math.rint(Math.sqrt(target * shape));
            int partHeight = (int) Math.rint(Math.sqrt(target / shape));
            if (partWidth >= 1 && partHeight >= 1 && partWidth <= imageWidth && partHeight <= imageHeight) {
                int top = random.nextInt(imageHeight - partHeight + 1);
                int left = random.nextInt(imageWidth - partWidth + 1);
                return new Part(left, top, partWidth, partHeight);
            }
        }
        return central(imageWidth, imageHeight);
    }

    private Part central(int imageWidth, int imageHeight) {
        double shape = (double) imageWidth / imageHeight;
        int partWidth = imageWidth;
        int partHeight = imageHeight;
        if (shape < ratio.least()) {
            partHeight = (int) Math.rint(imageWidth / ratio.least());
        } else if (shape > ratio.most()) {
            partWidth = (int) Math.rint(imageHeight * ratio.most());
        }
        partWidth = Math.max(1, Math.min(imageWidth, partWidth));
        partHeight = Math.max(1, Math.min(imageHeight, partHeight));
        return new Part((imageWidth - partWidth) / 2, (imageHeight - partHeight) / 2, partWidth, partHeight);
    }
}
