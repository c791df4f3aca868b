package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.engine.DeviceTensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class MixedPixelsTest {
    private static final int[][] LABELS = {{2}, {0}, {1}, {2}};

    private final long live = DeviceTensor.live();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static float[] mixed(float[] images, int channels, int height, int width, Mix... mixes) {
        List<DeviceTensor> inputs = Mixer.tensors(List.of(mixes), height, width);
        return OnDevice.run(images, channels, height, width, Mixer.inputs(height, width), inputs, Mixer::apply);
    }

    private static float[] counting(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }

    /** Two images of two channels of 4 x 4; the partner of each value is 32 away. */
    @Test
    void mixupByHand() {
        float[] images = counting(64);
        float[] found = mixed(images, 2, 4, 4, Mix.up(0.25), Mix.up(0.25));
        for (int i = 0; i < 64; i++) {
            assertEquals(i < 32 ? i + 24 : i - 24, found[i], 1e-5);
        }
    }

    @Test
    void cutmixByHand() {
        Box box = new Box(1, 2, 2, 2);
        float[] found = mixed(counting(64), 2, 4, 4, Mix.cut(0.75, box), Mix.NONE);
        for (int i = 0; i < 64; i++) {
            int row = i / 4 % 4;
            int column = i % 4;
            boolean inside = i < 32 && row >= 1 && row < 3 && column >= 2;
            assertEquals(inside ? i + 32 : i, found[i]);
        }
    }

    /** Values of both signs with three digits, as in the runs of timm whose results stand below. */
    private static float[] timmsImages() {
        float[] images = new float[64];
        for (int i = 0; i < images.length; i++) {
            images[i] = (i * 37 % 101 - 50) / 16f;
        }
        return images;
    }

    private static void assertTimms(float[] pixels, float[] targets, Mix... mixes) {
        assertArrayEquals(pixels, mixed(timmsImages(), 2, 2, 4, mixes), 1e-5f);
        double[] shares = Arrays.stream(mixes).mapToDouble(Mix::labels).toArray();
        assertArrayEquals(targets, Targets.of(LABELS, shares, 3, 0.1), 1e-6f);
    }

    private static Mix[] all(Mix mix) {
        return Collections.nCopies(4, mix).toArray(new Mix[0]);
    }

    // The expected values are those of timm 1.0's Mixup for 4 images of 2 x 2 x 4, 3 classes and smoothing 0.1, with
    // the
    // draws fixed.

    @Test
    void mixupOfABatchIsTimms() {
        float[] pixels = {
            -0.54375f, 1.76875f, -0.3375f, 0.08125f, -2.025f, 0.2875f, 0.70625f, -1.4f, 0.9125f, 1.33125f, -0.775f,
            -0.35625f, 1.95625f, -0.15f, 0.26875f, -1.8375f, 1.7f, -2.3f, 0.0125f, 2.325f, -1.675f, 0.6375f, 1.05625f,
            -1.05f, 1.2625f, -2.7375f, -0.425f, 1.8875f, -2.1125f, 0.2f, 2.5125f, -1.4875f, 2.05f, -1.95f, 0.3625f,
            2.675f, -1.325f, 0.9875f, -1.11875f, -0.7f, 1.6125f, -2.3875f, -0.075f, 2.2375f, -1.7625f, 0.55f, 2.8625f,
            -1.1375f, -2.01875f, 0.29375f, 0.7125f, -1.39375f, -0.975f, 1.3375f, -0.76875f, -0.35f, 1.9625f, -0.14375f,
            0.275f, -1.83125f, 0.48125f, 0.9f, -1.20625f, -0.7875f
        };
        float[] targets = {
            0.0333333f,
            0.0333333f,
            0.933333f,
            0.303333f,
            0.663333f,
            0.0333333f,
            0.663333f,
            0.303333f,
            0.0333333f,
            0.0333333f,
            0.0333333f,
            0.933333f
        };
        assertTimms(pixels, targets, all(Mix.up(0.3)));
    }

    @Test
    void cutmixOfABatchIsTimms() {
        float[] pixels = {
            -3.125f, 2.875f, -1.125f, 1.1875f, -0.1875f, 2.125f, -1.875f, 0.4375f, 2.75f, 2.4375f, -1.5625f, 0.75f,
            -0.625f, 1.6875f, -2.3125f, 0f, 2.3125f, -2.5625f, -0.25f, 2.0625f, -1.0625f, 1.25f, -2.75f, -0.4375f,
            1.875f, -3f, -0.6875f, 1.625f, -1.5f, 0.8125f, 3.125f, -0.875f, 1.4375f, -1.6875f, 0.625f, 2.9375f,
            -1.9375f, 0.375f, 2.6875f, -1.3125f, 1f, -2.125f, 0.1875f, 2.5f, -2.375f, -0.0625f, 2.25f, -1.75f, 0.5625f,
            -0.8125f, 1.5f, -2.5f, -2.8125f, -0.5f, 1.8125f, -2.1875f, 0.125f, -1.25f, 1.0625f, -2.9375f, 3.0625f,
            -0.9375f, 1.375f, -2.625f
        };
        float[] targets = {
            0.0333333f,
            0.0333333f,
            0.933333f,
            0.595833f,
            0.370833f,
            0.0333333f,
            0.370833f,
            0.595833f,
            0.0333333f,
            0.0333333f,
            0.0333333f,
            0.933333f
        };
        assertTimms(pixels, targets, all(Mix.cut(1 - 3 / 8.0, new Box(0, 1, 1, 3))));
    }

    @Test
    void pairsAreTimms() {
        float[] pixels = {
            -2.01875f, 0.29375f, 0.7125f, -1.39375f, -0.975f, 1.3375f, -0.76875f, -0.35f, 1.9625f, -0.14375f, 0.275f,
            -1.83125f, 0.48125f, 0.9f, -1.20625f, -0.7875f, 2.3125f, -1.6875f, 0.625f, 2.9375f, -1.9375f, 0.375f,
            2.6875f, -0.4375f, 1.875f, -2.125f, 0.1875f, 2.5f, -2.375f, -0.0625f, 2.25f, -0.875f, 1.4375f, -2.5625f,
            -0.25f, 2.0625f, -1.0625f, 1.25f, -2.75f, -1.3125f, 1f, -3f, -0.6875f, 1.625f, -1.5f, 0.8125f, 3.125f,
            -1.75f, -0.54375f, 1.76875f, -0.3375f, 0.08125f, -2.025f, 0.2875f, 0.70625f, -1.4f, 0.9125f, 1.33125f,
            -0.775f, -0.35625f, 1.95625f, -0.15f, 0.26875f, -1.8375f
        };
        float[] targets = {
            0.0333333f,
            0.0333333f,
            0.933333f,
            0.595833f,
            0.370833f,
            0.0333333f,
            0.370833f,
            0.595833f,
            0.0333333f,
            0.0333333f,
            0.0333333f,
            0.933333f
        };
        Mix up = Mix.up(0.7);
        Mix cut = Mix.cut(1 - 3 / 8.0, new Box(1, 0, 1, 3));
        assertTimms(pixels, targets, up, cut, cut, up);
    }

    /** Without correction of the labels. */
    @Test
    void elementsAreTimms() {
        float[] pixels = {
            -3.125f, -0.8125f, 1.5f, -2.5f, -0.1875f, 2.125f, -1.875f, 0.4375f, 2.75f, -1.25f, 1.0625f, -2.9375f,
            -0.625f, 1.6875f, -2.3125f, 0f, 2.3125f, -1.6875f, -0.25f, 2.0625f, -1.0625f, 1.25f, 2.6875f, -1.3125f,
            1.875f, -2.125f, -0.6875f, 1.625f, -1.5f, 0.8125f, 2.25f, -1.75f, 1.7875f, -2.2125f, 0.1f, 2.4125f,
            -1.5875f, 0.725f, 0.5125f, -0.9625f, 1.35f, -2.65f, -0.3375f, 1.975f, -2.025f, 0.2875f, 2.6f, -1.4f,
            -3.125f, 2.875f, -1.125f, 1.1875f, -2.8125f, -0.5f, 1.8125f, -2.1875f, 2.75f, 2.4375f, -1.5625f, 0.75f,
            3.0625f, -0.9375f, 1.375f, -2.625f
        };
        float[] targets = {
            0.0333333f,
            0.0333333f,
            0.933333f,
            0.258333f,
            0.708333f,
            0.0333333f,
            0.393333f,
            0.573333f,
            0.0333333f,
            0.0333333f,
            0.0333333f,
            0.933333f
        };
        Mix cut = Mix.cut(0.25, new Box(0, 2, 2, 2));
        assertTimms(pixels, targets, Mix.NONE, cut, Mix.up(0.6), Mix.cut(0.9, new Box(0, 0, 1, 1)));
    }
}
