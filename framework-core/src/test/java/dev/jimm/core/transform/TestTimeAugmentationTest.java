package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestTimeAugmentationTest {
    /** Its shorter side is 6 / 0.75, so that nothing is resized. */
    private final Image image = Images.random(10, 8, 7);

    private static List<Image> views(TestTimeAugmentation augmentation, EvalTransform evaluation, Image image)
            throws UnreadableImageException {
        Transform transform = augmentation.of(evaluation);
        List<Image> views = transform.apply(Picture.of(image), null);
        assertEquals(augmentation.views(), transform.views());
        assertEquals(transform.views(), views.size());
        return views;
    }

    private static EvalTransform evaluation(int size, CropMode mode, double cropPct) {
        return new EvalTransform(
                new EvalTransform.Config(cropPct, mode, "bicubic"), size, size, List.of(0.5, 0.5, 0.5));
    }

    private Image at(int left, int top) {
        return Geometry.crop(image, left, top, 6, 6);
    }

    @Test
    void fiveCropsAreTheCentreAndTheCorners() throws UnreadableImageException {
        assertEquals(
                List.of(at(2, 1), at(0, 0), at(4, 0), at(0, 2), at(4, 2)),
                views(TestTimeAugmentation.FIVE_CROP, evaluation(6, CropMode.CENTER, 0.75), image));
    }

    @Test
    void tenCropsHaveTheirMirrorImagesBehindThem() throws UnreadableImageException {
        List<Image> five = views(TestTimeAugmentation.FIVE_CROP, evaluation(6, CropMode.CENTER, 0.75), image);
        List<Image> ten = views(TestTimeAugmentation.TEN_CROP, evaluation(6, CropMode.CENTER, 0.75), image);
        assertEquals(five, ten.subList(0, 5));
        assertEquals(five.stream().map(Geometry::flipHorizontal).toList(), ten.subList(5, 10));
    }

    @Test
    void flipIsTheImageAndItsMirrorImage() throws UnreadableImageException {
        assertEquals(
                List.of(at(2, 1), Geometry.flipHorizontal(at(2, 1))),
                views(TestTimeAugmentation.FLIP, evaluation(6, CropMode.CENTER, 0.75), image));
    }

    @Test
    void cornersOfASideThatIsCoveredAreInTheCentre() throws UnreadableImageException {
        // 10 x 8 into 8 x 8: two columns are left over, no row is
        List<Image> views = views(TestTimeAugmentation.FIVE_CROP, evaluation(8, CropMode.CENTER, 1), image);
        Image left = Geometry.crop(image, 0, 0, 8, 8);
        Image right = Geometry.crop(image, 2, 0, 8, 8);
        assertEquals(List.of(Geometry.crop(image, 1, 0, 8, 8), left, right, left, right), views);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstViewIsTheEvaluations(TestTimeAugmentation augmentation) throws UnreadableImageException {
        for (CropMode mode : CropMode.values()) {
            EvalTransform evaluation = evaluation(48, mode, 0.9);
            Image wide = Images.wide();
            assertEquals(
                    evaluation.apply(wide),
                    views(augmentation, evaluation, wide).get(0));
        }
    }

    @Test
    void namesAreWrittenWithDashes() {
        assertEquals("five-crop", TestTimeAugmentation.FIVE_CROP.toString());
    }
}
