package dev.jimm.core.loss;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossConfigTest {
    /** Of two classes. */
    private record Labelled(boolean isMultiLabel) implements Reader {
        @Override
        public List<String> classNames() {
            return List.of("a", "b");
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int[] labels(int index) {
            return new int[] {1};
        }

        @Override
        public String name(int index) {
            return "sample " + index;
        }

        @Override
        public Sample sample(int index) {
            throw new AssertionError("the labels tell enough");
        }
    }

    private static LossConfig bound(String hocon, Problems problems) {
        return ConfigBinder.bind(ConfigFactory.parseString(hocon), "loss", LossConfig.defaults(), problems);
    }

    private static String refused(LossConfig loss, boolean multiLabel, int splits, boolean mixing) {
        JimmException refused =
                assertThrows(JimmException.class, () -> loss.requireFor(new Labelled(multiLabel), splits, mixing));
        assertEquals(Category.CONFIGURATION, refused.category());
        return refused.getMessage();
    }

    @Test
    void aLossThatFitsIsTaken() {
        Reader single = new Labelled(false);
        Reader multi = new Labelled(true);
        LossConfig.defaults().requireFor(single, 0, true);
        LossConfig.of(LossConfig.Name.BCE, 0.1).requireFor(single, 3, true);
        LossConfig.of(LossConfig.Name.BCE, 0.1).requireFor(multi, 0, true);
        LossConfig.of(LossConfig.Name.JSD, 0.1).requireFor(single, 2, false);
        LossConfig.of(LossConfig.Name.ASYMMETRIC_SINGLE_LABEL, 0).requireFor(single, 0, false);
        LossConfig.of(LossConfig.Name.ASYMMETRIC_MULTI_LABEL, 0).requireFor(multi, 0, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"CROSS_ENTROPY", "JSD", "ASYMMETRIC_SINGLE_LABEL"})
    void severalClassesASampleNeedALossForThem(LossConfig.Name name) {
        assertEquals(
                "loss.name = " + name + " is for one class a sample, but samples of this data have several; set"
                        + " loss.name = bce or asymmetric-multi-label",
                refused(LossConfig.of(name, 0), true, 2, false));
    }

    @Test
    void allThatDoesNotFitIsSaidAtOnce() {
        assertEquals("""
            loss.name = jsd is not for images that are mixed; set augment.mixup = 0 and augment.cutmix = 0, without \
            augment.mix.cutmix-min-max, or take cross-entropy or bce
            loss.name = jsd compares several views of each sample; set augment.splits to 2 or more\
            """, refused(LossConfig.of(LossConfig.Name.JSD, 0), false, 1, true));
    }

    @Test
    void thereAreAsManyPositiveWeightsAsClasses() {
        Reader two = new Labelled(true);
        assertDoesNotThrow(() ->
                bound("name = bce, positive-weights = [3]", new Problems()).requireFor(two, 0, false));
        assertDoesNotThrow(() ->
                bound("name = bce, positive-weights = [3, 4]", new Problems()).requireFor(two, 0, false));
        assertEquals(
                "loss.name = bce takes one of loss.positive-weights, or one a class: there are 3, and the data has 2"
                        + " classes",
                refused(bound("name = bce, positive-weights = [3, 4, 5]", new Problems()), true, 0, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = asymmetric-multi-label, smoothing = 0.1 | 'loss.smoothing' is for cross-entropy and bce and"
                        + " jsd, not for name = asymmetric-multi-label; leave it out",
                "target-threshold = 0.1 | 'loss.target-threshold' is for bce, not for name = cross-entropy; leave it"
                        + " out",
                "sum-classes = true | 'loss.sum-classes' is for bce, not for name = cross-entropy; leave it out",
                "positive-weights = [2] | 'loss.positive-weights' is for bce, not for name = cross-entropy; leave it"
                        + " out",
                "alpha = 12 | 'loss.alpha' is for jsd, not for name = cross-entropy; leave it out",
                "gamma-positive = 1 | 'loss.gamma-positive' is for asymmetric-single-label and asymmetric-multi-label,"
                        + " not for name = cross-entropy; leave it out",
                "name = asymmetric-single-label, clip = 0.05 | 'loss.clip' is for asymmetric-multi-label, not for name"
                        + " = asymmetric-single-label; leave it out",
                "smoothing = 1 | 'loss.smoothing' must be in [0, 1), is 1.0",
                "name = bce, positive-weights = [2, 0] | 'loss.positive-weights' must be above 0, are [2.0, 0.0]",
                "name = jsd, alpha = -1 | 'loss.alpha' must be at least 0, is -1.0",
                "name = asymmetric-multi-label, epsilon = 0 | 'loss.epsilon' must be above 0 for"
                        + " asymmetric-multi-label, is 0",
            })
    void aKeyIsRefusedWhereItMeansNothing(String hocon, String message) {
        Problems problems = new Problems();
        bound(hocon, problems);
        assertEquals(1, problems.lines().size(), () -> problems.lines().toString());
        String line = problems.lines().get(0);
        assertEquals(message, line.substring(line.indexOf('\'')));
    }

    @Test
    void keysOfALossThatDoesNotExistAreNoFurtherProblem() {
        Problems problems = new Problems();
        bound("name = divergence, alpha = 3", problems);
        assertEquals(1, problems.lines().size(), () -> problems.lines().toString());
        assertTrue(
                problems.lines().get(0).contains("'loss.name'"),
                () -> problems.lines().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = bce, smoothing = 0.1, target-threshold = 0.2, sum-classes = true, positive-weights = [1.5, 2]",
                "name = jsd, alpha = 5",
                "name = asymmetric-multi-label, gamma-positive = 0, gamma-negative = 2, clip = 0, epsilon = 1e-6",
                "name = asymmetric-single-label, epsilon = 0",
            })
    void whatIsWrittenOutBindsToTheSame(String hocon) {
        Problems problems = new Problems();
        LossConfig loss = bound(hocon, problems);
        assertEquals(loss, ConfigBinder.bind(ConfigTree.toConfig(loss), "loss", LossConfig.defaults(), problems));
        assertEquals(List.of(), problems.lines());
    }
}
