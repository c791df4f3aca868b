package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decay by a half at a rate of 0.1, which the schedule starts from twice of; gradients of 0 leave nothing else. */
@Tag("engine")
class DecayTest {
    private static final double DECAY = 0.5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adafactorbvc",
                "adamc",
                "cadafactorbvc",
                "cadamc",
                "clionc",
                "cnadamc",
                "csgdc",
                "kronc",
                "lambcd",
                "lapropc",
                "lionc",
                "nadamc",
                "rmsproptfc",
                "sgdc"
            })
    void correctedDecayFallsWithTheSquareOfTheRate(String name) {
        // 1 - 0.1 * 0.1 / 0.2 * 0.5
        assertArrayEquals(new double[] {1.95, 1.95 * 0.975}, path(name, "", DECAY, 0, 0), ROUNDING);
        // 1 - 0.1 * 0.5
        assertArrayEquals(new double[] {1.9, 1.9 * 0.95}, path(name, "corrected-decay = false", DECAY, 0, 0), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adoptc", "cadoptc"})
    void adoptDecaysFromItsSecondStepOn(String name) {
        assertArrayEquals(new double[] {2, 1.95}, path(name, "", DECAY, 0, 0), ROUNDING);
        assertArrayEquals(new double[] {2, 1.9}, path(name, "corrected-decay = false", DECAY, 0, 0), ROUNDING);
    }

    @Test
    void correctedDecayFollowsTheRate() {
        try (OneParameter one = OneParameter.vector("adamc", "", DECAY, 2)) {
            // at the rate that the schedule starts from, both are the same
            assertArrayEquals(new double[] {2 * (1 - 0.2 * 0.5)}, one.stepAt(0.2, 0), ROUNDING);
            assertArrayEquals(new double[] {1.8 * (1 - 0.02 * 0.02 / 0.2 * 0.5)}, one.stepAt(0.02, 0), ROUNDING);
            assertArrayEquals(new double[] {1.7982}, one.stepAt(0, 0), ROUNDING);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    adabelief | fixed-decay = true | 1
                    adabelief | '' | 1.9
                    # by decay alone, or by rate / base rate * decay
                    adafactorbv | unscaled-wd = true | 1
                    adafactorbvc | unscaled-wd = true | 1.5
                    adan | '' | 1.9047619
                    adanw | '' | 1.9
                    # at their own rate
                    mars | lr1d-factor = 3 | 1.7
                    muon | fallback-lr-scale = 3 | 1.7
                    # scaled to the length of steps with momentum
                    sgdp | momentum = 0.9 | 1
                    sgdp | momentum = 0.5 | 1.8
                    adamp | '' | 1.9
                    """)
    void othersDecayAsTheyDo(String name, String options, double value) {
        assertArrayEquals(new double[] {value}, path(name, options, DECAY, 0), ROUNDING);
    }
}
