package dev.jimm.core.transform;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Changes brightness, contrast, saturation and hue in a random order, with torchvision's arithmetic. The order is drawn
 * first, then a factor for each change that is wanted.
 */
final class ColorJitter implements AugmentPolicy {
    private final List<Change> changes;

    ColorJitter(ColorJitterConfig config) {
        changes = List.of(
                new Change("brightness", factors(config.brightness()), Enhance::brightness),
                new Change("contrast", factors(config.contrast()), Enhance::contrast),
                new Change("saturation", factors(config.saturation()), Enhance::color),
                new Change("hue", new Range(-config.hue(), config.hue()), Enhance::hue));
    }

    private static Range factors(double strength) {
        return new Range(Math.max(0, 1 - strength), 1 + strength);
    }

    @FunctionalInterface
    private interface Operation {
        Image apply(Image image, double factor);
    }

    /** One of the four; not wanted when the range holds but one number. */
    private record Change(String name, Range range, Operation operation) {
        boolean isWanted() {
            return range.most() > range.least();
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        int[] order = order(random);
        double[] factors = new double[order.length];
        for (int i = 0; i < factors.length; i++) {
            if (changes.get(i).isWanted()) {
                factors[i] = changes.get(i).range().draw(random);
            }
        }
        Image result = image;
        for (int next : order) {
            if (changes.get(next).isWanted()) {
                result = changes.get(next).operation().apply(result, factors[next]);
            }
        }
        return result;
    }

    /** A random permutation of the changes. */
    private int[] order(RandomGenerator random) {
        int[] order = new int[changes.size()];
        for (int i = 0; i < order.length; i++) {
            int place = random.nextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }

    /** For people: {@code brightness 0.6 to 1.4, hue -0.1 to 0.1}. */
    String describe() {
        Stream<String> wanted =
                changes.stream().filter(Change::isWanted).map(change -> change.name() + " " + change.range());
        return String.join(", ", wanted.toList());
    }
}
