package ${package};

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.Set;
import java.util.random.RandomGenerator;

/** An augmentation policy, to be replaced by yours: lays a shadow over one side of a line through the picture. */
public final class ${class}Policy implements AugmentPolicyProvider<${class}Policy.Options> {
    private static final String NAME = "${name}";

    /**
     * The options, keys of {@code augment.options}.
     *
     * @param probability of a shadow, in [0, 1]
     * @param darkness the part of the light that the darkest shadow takes, in [0, 1]
     */
    public record Options(double probability, double darkness) {
        public Options {
            requireShare("probability", probability);
            requireShare("darkness", darkness);
        }

        private static void requireShare(String key, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(key + " must be in [0, 1], is " + value);
            }
        }
    }

    @Override
    public Set<String> names() {
        return Set.of(NAME);
    }

    @Override
    public Options defaults(String name) {
        requireKnown(name);
        return new Options(0.5, 0.5);
    }

    @Override
    public Description describe(String name) {
        requireKnown(name);
        return Description.of("a shadow over one side of the picture");
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        requireKnown(name);
        return (image, random) -> random.nextDouble() < options.probability() ? shade(image, options, random) : image;
    }

    /** All that is drawn comes from {@code random}: the same draws give the same picture. */
    private static Image shade(Image image, Options options, RandomGenerator random) {
        double angle = 2 * StrictMath.PI * random.nextDouble();
        double across = StrictMath.cos(angle);
        double down = StrictMath.sin(angle);
        double middleX = random.nextDouble() * image.width();
        double middleY = random.nextDouble() * image.height();
        double light = 1 - options.darkness() * random.nextDouble();
        byte[] pixels = image.pixels().clone();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if ((x - middleX) * across + (y - middleY) * down > 0) {
                    int at = (y * image.width() + x) * Image.CHANNELS;
                    for (int channel = 0; channel < Image.CHANNELS; channel++) {
                        pixels[at + channel] = (byte) (image.at(x, y, channel) * light);
                    }
                }
            }
        }
        return new Image(image.width(), image.height(), pixels);
    }

    private static void requireKnown(String name) {
        if (!name.equals(NAME)) {
            throw new IllegalArgumentException("there is no policy " + name + " here, only " + NAME);
        }
    }
}
