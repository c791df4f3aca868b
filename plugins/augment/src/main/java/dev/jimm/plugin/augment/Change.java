package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import java.util.random.RandomGenerator;

/** What an operation does to an image. */
@FunctionalInterface
interface Change {
    /** An image of the same size. */
    Image apply(Image image, double argument, Canvas canvas, RandomGenerator random);

    /** One that leaves the pixels where they are. */
    interface Tone {
        Image apply(Image image, double argument);
    }

    /** One that moves the pixels. */
    interface Move {
        Affine map(Image image, double argument);
    }

    static Change tone(Tone tone) {
        return (image, argument, canvas, random) -> tone.apply(image, argument);
    }

    static Change move(Move move) {
        return (image, argument, canvas, random) ->
                move.map(image, argument).apply(image, filter(canvas, random), canvas.fill());
    }

    /** Turns counter-clockwise by so many degrees. */
    static Image rotate(Image image, double degrees, Canvas canvas, RandomGenerator random) {
        return Affine.rotate(image, degrees, filter(canvas, random), canvas.fill());
    }

    private static Filter filter(Canvas canvas, RandomGenerator random) {
        int count = canvas.filters().size();
        return canvas.filters().get(count == 1 ? 0 : random.nextInt(count));
    }
}
