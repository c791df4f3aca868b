package dev.jimm.core.transform;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.transform.EvalTransform.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The views of an image whose predictions are averaged. All are made from the 8-bit image that the evaluation transform
 * resizes; the first is the evaluation's own. Ten views are those of Krizhevsky et al. 2012.
 */
public enum TestTimeAugmentation {
    /** One view, that of the evaluation. */
    NONE(1),
    /** The evaluation's view, then its mirror image. */
    FLIP(2),
    /**
     * The evaluation's view, then the corners of the resized image: upper left, upper right, lower left, lower right.
     * Along a side that the view covers whole (as every side does at a crop-pct of 1 where the image has the view's
     * shape) the corners are in the centre.
     */
    FIVE_CROP(5),
    /** The five crops, then their mirror images in the same order. */
    TEN_CROP(10);

    private final int views;

    TestTimeAugmentation(int views) {
        this.views = views;
    }

    public int views() {
        return views;
    }

    /** Makes the views by an evaluation's transform. */
    public Transform of(EvalTransform evaluation) {
        return new Views(this, evaluation);
    }

    /** The views of an image, {@link #views()} of them. */
    List<Image> views(EvalTransform evaluation, Image image) {
        List<Image> made = new ArrayList<>();
        made.add(evaluation.apply(image));
        if (this == FIVE_CROP || this == TEN_CROP) {
            made.add(evaluation.crop(image, Place.START, Place.START));
            made.add(evaluation.crop(image, Place.END, Place.START));
            made.add(evaluation.crop(image, Place.START, Place.END));
            made.add(evaluation.crop(image, Place.END, Place.END));
        }
        if (this == FLIP || this == TEN_CROP) {
            made.addAll(made.stream().map(Geometry::flipHorizontal).toList());
        }
        return made;
    }

    /** What is averaged, for people. */
    public String describe() {
        return switch (this) {
            case NONE -> "one view";
            case FLIP -> "2 views: the image and its mirror image";
            case FIVE_CROP -> "5 views: the centre and the corners";
            case TEN_CROP -> "10 views: the centre, the corners, and their mirror images";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
