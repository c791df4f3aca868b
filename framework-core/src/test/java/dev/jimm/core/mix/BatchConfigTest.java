package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchConfigTest {
    private static BatchConfig bound(String text) {
        Problems problems = new Problems();
        BatchConfig config =
                ConfigBinder.bind(ConfigFile.parse(text, "test.conf"), "augment", BatchConfig.NONE, problems);
        problems.throwIfAny();
        return config;
    }

    @Test
    void nothingHappensByDefault() {
        assertFalse(BatchConfig.NONE.isMixing());
        assertFalse(BatchConfig.NONE.isErasing());
        assertEquals(Map.of(), BatchConfig.NONE.problems(7));
        assertEquals(List.of(), BatchConfig.NONE.describe());
    }

    @Test
    void readsItsKeys() {
        BatchConfig config = bound("""
                mixup = 0.8, cutmix = 1.0
                mix {
                  probability = 0.9
                  switch-probability = 0.4
                  mode = pair
                  cutmix-min-max = [0.2, 0.8]
                  correct-lam = false
                  off-epoch = 7
                }
                erase {
                  probability = 0.25
                  mode = rand
                  min-area = 0.1
                  max-area = 0.4
                  min-aspect = 0.5
                  count = 3
                  skip-first-split = true
                }
                """);
        MixConfig mix = new MixConfig(0.9, 0.4, MixConfig.Mode.PAIR, List.of(0.2, 0.8), false, 7);
        EraseConfig erase = new EraseConfig(0.25, EraseConfig.Mode.RAND, 0.1, 0.4, 0.5, 3, true);
        assertEquals(new BatchConfig(0.8, 1, mix, erase, 0), config);
        assertEquals(
                List.of(
                        "mixup 0.8 or cutmix with sides of [0.2, 0.8] (probability 0.4), each pair of images with"
                                + " probability 0.9, until epoch 7",
                        "erase 1 to 3 boxes of 0.100 to 0.400 of the area, height / width from 0.500 to 2.00, filled by"
                                + " rand, with probability 0.25, not in the first split"),
                config.describe());
    }

    @Test
    void sidesAloneTurnCutmixOn() {
        BatchConfig config = bound("mix.cutmix-min-max = [0.2, 0.8]");
        assertTrue(config.isMixing());
        assertEquals(List.of("cutmix with sides of [0.2, 0.8], each batch with probability 1.0"), config.describe());
    }

    @Test
    void tellsWhereLabelsAreNotCorrected() {
        assertEquals(
                List.of("cutmix 1.0, labels not corrected, each image with probability 1.0"),
                bound("cutmix = 1, mix { correct-lam = false, mode = elem }").describe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mixup = -1                        | 'augment.mixup' must be 0, or between 0.001 and 1000.0, is -1.0",
                "cutmix = 1e-9                     | 'augment.cutmix' must be 0, or between 0.001 and 1000.0, is 1.0E-9",
                "mix.probability = 1.5             | 'augment.mix.probability' must be between 0 and 1, not 1.5",
                "mix.switch-probability = -0.5     | 'augment.mix.switch-probability' must be between 0 and 1, not -0.5",
                "mix.cutmix-min-max = [0.5]        | 'augment.mix.cutmix-min-max' must be two numbers from 0 to 1, the lesser first, not [0.5]",
                "mix.cutmix-min-max = [0.5, 0.5]   | 'augment.mix.cutmix-min-max' must be two numbers from 0 to 1, the lesser first, not [0.5, 0.5]",
                "mix.mode = half                   | 'augment.mix.mode' must be one of batch, pair, elem, is the string \"half\"",
                "mix.off-epoch = -1                | 'augment.mix.off-epoch' must be at least 0, is -1",
                "erase.probability = 2             | 'augment.erase.probability' must be between 0 and 1, not 2.0",
                "erase.min-area = 0.5              | 'augment.erase.min-area' must be above 0 and at most the max-area of 0.3333333333333333, is 0.5",
                "erase.max-area = 1.5              | 'augment.erase.max-area' must be at most 1, is 1.5",
                "erase.min-aspect = 1.5            | 'augment.erase.min-aspect' must be above 0 and at most 1, is 1.5",
                "erase.count = 0                   | 'augment.erase.count' must be 1 to 32, is 0"
            })
    void refusesWhatCannotBe(String line, String message) {
        String found = assertThrows(JimmException.class, () -> bound(line)).getMessage();
        assertTrue(found.contains("test.conf:1: " + message), found);
    }

    @Test
    void batchesThatAreMixedAreEven() {
        BatchConfig mixing = bound("mixup = 0.8");
        assertEquals(Map.of(), mixing.problems(8));
        assertEquals(
                Map.of(
                        "data.batch-size",
                        "must be even, is 7: augment.mixup and augment.cutmix mix the images of a batch in pairs"),
                mixing.problems(7));
    }

    @Test
    void viewsAreNotMixed() {
        assertEquals(
                List.of("augment.splits"),
                List.copyOf(bound("cutmix = 1, splits = 3").problems(8).keySet()));
        assertEquals(Map.of(), bound("erase.probability = 1, splits = 3").problems(8));
    }
}
