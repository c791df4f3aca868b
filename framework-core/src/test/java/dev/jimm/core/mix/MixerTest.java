package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.random.Randomness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixerTest {
    private static final long SEED = 42;
    private static final int HEIGHT = 24;
    private static final int WIDTH = 32;

    private static BatchConfig config(double mixup, double cutmix, MixConfig mix) {
        return new BatchConfig(mixup, cutmix, mix, EraseConfig.defaults(), 0);
    }

    private static MixConfig each(double probability, double switchProbability) {
        return new MixConfig(probability, switchProbability, MixConfig.Mode.ELEM, List.of(), true, 0);
    }

    private static List<Mix> drawn(BatchConfig config, int images) {
        return new Mixer(config).draw(images, HEIGHT, WIDTH, Randomness.of(SEED));
    }

    /** A source whose integers are given; its bounds are written down. */
    private static RandomGenerator integers(List<Integer> bounds, int... values) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("only integers are drawn here");
            }

            @Override
            public int nextInt(int bound) {
                bounds.add(bound);
                return values[bounds.size() - 1];
            }
        };
    }

    @Test
    void aBatchHasOneDraw() {
        List<Mix> mixes = drawn(config(0.8, 1, MixConfig.defaults()), 6);
        assertEquals(6, mixes.size());
        assertEquals(1, new HashSet<>(mixes).size());
        assertNotEquals(Mix.NONE, mixes.get(0));
    }

    @Test
    void aPairSharesItsDraw() {
        MixConfig pairs = new MixConfig(1, 0.5, MixConfig.Mode.PAIR, List.of(), true, 0);
        List<Mix> mixes = drawn(config(0.8, 1, pairs), 8);
        assertEquals(8, mixes.size());
        for (int i = 0; i < 4; i++) {
            assertSame(mixes.get(i), mixes.get(7 - i));
        }
        assertEquals(4, new HashSet<>(mixes).size());
    }

    @Test
    void anElementHasItsOwnDraw() {
        assertEquals(8, new HashSet<>(drawn(config(0.8, 1, each(1, 0.5)), 8)).size());
    }

    @Test
    void probabilitiesCount() {
        int images = 20_000;
        List<Mix> mixes = drawn(config(0.8, 1, each(0.6, 0.3)), images);
        double none = mixes.stream().filter(mix -> mix.equals(Mix.NONE)).count() / (double) images;
        double up = mixes.stream().filter(mix -> mix.pixels() < 1).count() / (double) images;
        assertEquals(0.4, none, 0.02, "seed " + SEED);
        assertEquals(0.6 * 0.7, up, 0.02, "seed " + SEED);
    }

    @Test
    void aSingleWayNeedsNoSwitch() {
        assertTrue(drawn(config(0.8, 0, each(1, 1)), 100).stream()
                .allMatch(mix -> mix.box().equals(Box.EMPTY)));
        assertTrue(drawn(config(0, 1, each(1, 0)), 100).stream().allMatch(mix -> mix.pixels() == 1));
    }

    @Test
    void mixupGivesPixelsAndLabelsTheSameShare() {
        for (Mix mix : drawn(config(0.8, 0, each(1, 0.5)), 100)) {
            assertEquals(mix.pixels(), mix.labels());
            assertTrue(mix.pixels() >= 0 && mix.pixels() <= 1);
        }
    }

    @Test
    void cutmixCorrectsLabelsByTheBoxThatIsLeft() {
        for (Mix mix : drawn(config(0, 1, each(1, 0.5)), 500)) {
            assertInside(mix.box());
            double part = (double) mix.box().height() * mix.box().width() / (HEIGHT * WIDTH);
            assertEquals(1 - part, mix.labels(), 1e-12);
        }
    }

    @Test
    void withoutCorrectionLabelsHaveTheShareThatWasDrawn() {
        MixConfig uncorrected = new MixConfig(1, 0.5, MixConfig.Mode.ELEM, List.of(), false, 0);
        List<Mix> mixes = drawn(config(0, 1, uncorrected), 10_000);
        double mean = mixes.stream().mapToDouble(Mix::labels).average().orElseThrow();
        assertEquals(0.5, mean, 0.015, "of Beta(1, 1); seed " + SEED);
        double pixels = mixes.stream()
                .mapToDouble(mix -> 1 - (double) mix.box().height() * mix.box().width() / (HEIGHT * WIDTH))
                .average()
                .orElseThrow();
        assertTrue(pixels > 0.6, () -> "boxes are clipped, but leave " + pixels);
    }

    private static void assertInside(Box box) {
        assertTrue(
                box.top() >= 0
                        && box.left() >= 0
                        && box.height() >= 0
                        && box.width() >= 0
                        && box.top() + box.height() <= HEIGHT
                        && box.left() + box.width() <= WIDTH,
                box::toString);
    }

    /** timm's {@code rand_bbox} for lambda 0.3 of 24 x 32: a box of 20 x 26 around the centre. */
    @Test
    void aBoxOfAreaIsClippedAtTheBorder() {
        List<Integer> bounds = new ArrayList<>();
        assertEquals(new Box(2, 3, 20, 26), Mixer.boxOfArea(0.7, HEIGHT, WIDTH, integers(bounds, 12, 16)));
        assertEquals(List.of(HEIGHT, WIDTH), bounds);
        assertEquals(new Box(0, 18, 11, 14), Mixer.boxOfArea(0.7, HEIGHT, WIDTH, integers(new ArrayList<>(), 1, 31)));
        Box none = Mixer.boxOfArea(0, HEIGHT, WIDTH, integers(new ArrayList<>(), 5, 6));
        assertEquals(new Box(5, 6, 0, 0), none);
        Box all = Mixer.boxOfArea(1, HEIGHT, WIDTH, integers(new ArrayList<>(), 12, 16));
        assertEquals(new Box(0, 0, HEIGHT, WIDTH), all);
    }

    @Test
    void boxesOfSidesKeepTheirBounds() {
        MixConfig sides = new MixConfig(1, 0.5, MixConfig.Mode.ELEM, List.of(0.25, 0.75), false, 0);
        List<Integer> heights = new ArrayList<>();
        for (Mix mix : drawn(config(0, 0, sides), 2000)) {
            assertInside(mix.box());
            assertTrue(mix.box().width() >= 8 && mix.box().width() < 24);
            heights.add(mix.box().height());
            double part = (double) mix.box().height() * mix.box().width() / (HEIGHT * WIDTH);
            assertEquals(1 - part, mix.labels(), 1e-12, "corrected always");
        }
        assertEquals(6, heights.stream().mapToInt(height -> height).min().orElseThrow(), "seed " + SEED);
        assertEquals(17, heights.stream().mapToInt(height -> height).max().orElseThrow(), "seed " + SEED);
    }

    @Test
    void tinyImagesHaveBoxes() {
        MixConfig sides = new MixConfig(1, 0.5, MixConfig.Mode.ELEM, List.of(0.9, 1.0), false, 0);
        for (Mix mix : new Mixer(config(0, 0, sides)).draw(20, 1, 2, Randomness.of(SEED))) {
            assertEquals(0, mix.box().height());
            assertEquals(1, mix.box().width());
            assertEquals(1, mix.labels());
        }
    }

    @ParameterizedTest
    @EnumSource(MixConfig.Mode.class)
    void theSameSourceGivesTheSameDraws(MixConfig.Mode mode) {
        BatchConfig config = config(0.8, 1, new MixConfig(0.9, 0.5, mode, List.of(), true, 0));
        assertEquals(drawn(config, 16), drawn(config, 16));
        List<Mix> others = new Mixer(config).draw(16, HEIGHT, WIDTH, Randomness.of(SEED + 1));
        assertNotEquals(others, drawn(config, 16));
    }

    @Test
    void mixingEndsAtAnEpoch() {
        Mixer ending = new Mixer(config(0.8, 0, new MixConfig(1, 0.5, MixConfig.Mode.BATCH, List.of(), true, 3)));
        assertTrue(ending.isOn(2));
        assertTrue(!ending.isOn(3) && !ending.isOn(4));
        assertTrue(new Mixer(config(0.8, 0, MixConfig.defaults())).isOn(1_000_000));
    }
}
