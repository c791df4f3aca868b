package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.verify.ModelFacts.TensorFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitialValuesCheckTest {
    private static final int SIDE = 500;

    private static String differences(Init init, double mean, double deviation, int side) {
        Scope root = new ParamTable().root();
        root.weight("w", init, side, side);
        Model model = Model.builder(root)
                .features(Layer.IDENTITY)
                .head((features, pass, preLogits) -> features.get(0))
                .featureCount(1)
                .build();
        TensorFacts fact = new TensorFacts("w", List.of((long) side, (long) side), true, false, mean, deviation);
        Differences differences = new Differences();
        InitialValuesCheck.check(
                new ModelFacts("net", List.of(fact), 0, 0, 0, List.of(), null, null), model, differences);
        return differences.toString();
    }

    @Test
    void samplesMayDifferBySixStandardErrors() {
        // the standard errors of 250000 values are 0.02 / 500 for the mean and 0.02 / 707 for the deviation, of both
        // samples
        assertEquals("", differences(Init.normal(0.02), 0, 0.02, SIDE));
        assertTrue(differences(Init.normal(0.02), 0.0005, 0.02, SIDE).startsWith("the initial mean of 'w' is "));
        assertTrue(differences(Init.normal(0.02), 0, 0.0196, SIDE).startsWith("the initial deviation of 'w' is 0.0"));
    }

    @Test
    void aStrayValueOfTheReferenceIsAllowedFor() {
        double strayed = Math.sqrt(0.02 * 0.02 + 4.0 / (SIDE * SIDE));
        assertTrue(strayed > 0.0203, "no chance would give " + strayed);
        assertEquals("", differences(Init.normal(0.02), 0, strayed, SIDE));
        assertEquals("", differences(Init.normal(0.02), 0, Math.sqrt(0.02 * 0.02 + 8.0 / (SIDE * SIDE)), SIDE));
        assertTrue(differences(Init.normal(0.02), 0, 0.022, SIDE).startsWith("the initial deviation of 'w' is 0.0"));
    }

    @Test
    void constantsAgreeToSixDigits() {
        assertEquals("", differences(Init.constant(1e-5), 1e-5, 0, SIDE));
        assertEquals("", differences(Init.constant(0.1), 0.1, 0, SIDE));
        assertTrue(differences(Init.constant(0.1), 0.100003, 0, SIDE).startsWith("the initial mean of 'w' is 0.1"));
        assertTrue(differences(Init.ZEROS, 0, 0.02, SIDE).startsWith("the initial deviation of 'w' is 0.0"));
    }

    @Test
    void aSingleRandomValueTellsNothing() {
        assertEquals("", differences(Init.normal(1), 5, 0, 1));
        assertTrue(differences(Init.constant(1), 5, 0, 1).startsWith("the initial mean of 'w' is 1.0"));
    }
}
