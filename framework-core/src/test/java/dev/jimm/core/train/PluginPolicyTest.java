package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PluginPolicyTest {
    private static final Image IMAGE = new Image(2, 1, new byte[6]);

    private static void assertFailure(String problem, AugmentPolicy policy) {
        PluginPolicy guarded = new PluginPolicy(policy, "twist", "twist.jar");
        JimmException e = assertThrows(JimmException.class, () -> guarded.apply(IMAGE, new SplittableRandom(1)));
        assertEquals(Category.PLUGIN, e.category());
        assertEquals(
                "twist.jar: policy 'twist' " + problem + "; ask the plugin's author, or choose another",
                e.getMessage());
    }

    @Test
    void mistakesAreThePlugins() {
        assertFailure("makes null of Image[2 x 1]", (image, random) -> null);
        assertFailure("makes Image[1 x 1] of Image[2 x 1]", (image, random) -> new Image(1, 1, new byte[3]));
        assertFailure("fails on Image[2 x 1]: java.lang.IllegalStateException: no", (image, random) -> {
            throw new IllegalStateException("no");
        });
        assertSame(IMAGE, new PluginPolicy(AugmentPolicy.NONE, "none", "any").apply(IMAGE, new SplittableRandom(1)));
    }
}
