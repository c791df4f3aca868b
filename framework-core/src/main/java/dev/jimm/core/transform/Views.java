package dev.jimm.core.transform;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Several views of an image, for predictions that are averaged. Draws nothing. */
record Views(TestTimeAugmentation augmentation, EvalTransform evaluation) implements Transform {
    @Override
    public int height() {
        return evaluation.height();
    }

    @Override
    public int width() {
        return evaluation.width();
    }

    @Override
    public int views() {
        return augmentation.views();
    }

    @Override
    public List<Image> apply(Picture picture, RandomGenerator random) throws UnreadableImageException {
        return augmentation.views(evaluation, picture.whole());
    }
}
