package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.testkit.AugmentPolicyProviderKit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** All that jimm expects of augmentation policies, and what this one does. */
class ${class}PolicyTest extends AugmentPolicyProviderKit {
    @Override
    protected AugmentPolicyProvider<?> provider() {
        return new ${class}Policy();
    }

    @Test
    void aPartOfThePictureIsDarkened() {
        byte[] pixels = new byte[32 * 32 * Image.CHANNELS];
        Arrays.fill(pixels, (byte) 100);
        AugmentPolicy always = new ${class}Policy()
                .create("${name}", new ${class}Policy.Options(1, 1), new Canvas(0, List.of(Filter.BILINEAR)));
        Image shaded = always.apply(new Image(32, 32, pixels), new SplittableRandom(1));
        int dark = shaded.at(0, 0, 0) == 100 ? shaded.at(31, 31, 0) : shaded.at(0, 0, 0);
        assertTrue(dark < 100, () -> "the shadow's value is " + dark);
        for (byte value : shaded.pixels()) {
            assertTrue(value == 100 || value == dark, () -> "a value is " + value);
        }
        assertEquals(32, shaded.width());
    }
}
