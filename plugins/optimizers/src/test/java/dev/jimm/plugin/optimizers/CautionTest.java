package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class CautionTest {
    @Test
    void leavesOutWhatTheGradientDisagreesWith() {
        try (OneParameter two = OneParameter.vector("csgdw", "", NO_DECAY, 2, 2)) {
            // velocities of 1, and steps of 1 + 0.9 * 1
            assertArrayEquals(new double[] {1.81, 1.81}, two.step(1, 1), ROUNDING);
            // steps of 1 + 0.9 * 1.9, taken twice, and of -0.1 + 0.9 * 0.8, whose gradient is negative
            assertArrayEquals(new double[] {1.81 - 2 * 0.271, 1.81}, two.step(1, -0.1), ROUNDING);
            assertArrayEquals(new double[] {1.9, 0.8}, two.state("momentum_buffer"), ROUNDING);
        }
    }

    @Test
    void takesAThousandthOfTheValuesToAgreeAtLeast() {
        double[] many = new double[2000];
        double[] gradient = many.clone();
        gradient[0] = 1;
        try (OneParameter parameter = OneParameter.vector("clion", "", NO_DECAY, many)) {
            double[] values = parameter.step(gradient);
            // one in 2000 agrees
            many[0] = -0.1 * 1000;
            assertArrayEquals(many, values, 1e-4);
        }
    }

    /** Every value agrees with itself, but a gradient of 0 would make the others move further. */
    @ParameterizedTest
    @ValueSource(strings = {"csgdw", "csgdc", "crmsproptf"})
    void doesNothingWithoutMomentum(String name) {
        try (OneParameter two = OneParameter.vector(name, "momentum = 0", NO_DECAY, 2, 2)) {
            assertArrayEquals(new double[] {1.9, 2}, two.step(1, 0), ROUNDING);
        }
    }

    /** What of a rule's state is left alone though steps are not. */
    @ParameterizedTest
    @CsvSource({
        "cadafactor, beta1 = 0.9, exp_avg",
        "cadafactorbv, momentum-dtype = float32, exp_avg",
        "cadafactorbvc, momentum-dtype = float32, exp_avg",
        "cadamw, '', exp_avg",
        "cadamc, '', exp_avg",
        "cadamp, '', exp_avg",
        "cadamp, nesterov = false, exp_avg",
        "cadopt, '', exp_avg",
        "cadoptw, '', exp_avg",
        "cadoptc, '', exp_avg",
        "cadan, '', exp_avg",
        "cadanw, '', exp_avg",
        "clamb, '', exp_avg",
        "clambw, '', exp_avg",
        "claprop, '', exp_avg",
        "clion, '', exp_avg",
        "clionc, '', exp_avg",
        "cmars, '', exp_avg",
        "cmars, mars-type = lion, exp_avg",
        "cnadamw, '', exp_avg",
        "cnadamc, '', exp_avg",
        "crmsproptf, '', momentum_buffer",
        "crmsproptf, lr-in-momentum = false, momentum_buffer",
        "csgdw, '', momentum_buffer",
        "csgdw, nesterov = false, momentum_buffer",
        "csgdc, '', momentum_buffer",
        "csgdp, '', momentum",
        "csgdp, nesterov = false, momentum"
    })
    void neverChangesAnAverage(String name, String options, String average) {
        assertLeavesAlone(name, options, average, 6);
        assertLeavesAlone(name, options, average, 2, 3);
    }

    private static void assertLeavesAlone(String name, String options, String average, long... shape) {
        double[] start = Gradients.of("start", shape);
        String usual = options.isEmpty() ? "caution = false" : options + ", caution = false";
        try (OneParameter cautious = new OneParameter(name, options, NO_DECAY, shape, start);
                OneParameter plain = new OneParameter(name, usual, NO_DECAY, shape, start)) {
            boolean differs = false;
            for (int step = 1; step <= 3; step++) {
                double[] gradient = Gradients.of("gradient " + step, shape);
                differs |= !Arrays.equals(cautious.step(gradient), plain.step(gradient));
                assertArrayEquals(plain.state(average), cautious.state(average), ROUNDING);
            }
            assertTrue(differs, "no step is cautious");
        }
    }
}
