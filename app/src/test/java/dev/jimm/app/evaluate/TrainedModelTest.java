package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedModelTest {
    @ParameterizedTest
    @ValueSource(strings = {"resnet50", "resnet50.a1_in1k"})
    void theNameOfAModelIsNoRun(String name) {
        Outcome expected = new Outcome(
                2,
                "",
                "jimm: there is no folder " + name + ". It is the name of a model, but pretrained weights cannot be had"
                        + " by name yet: give the folder of a run, such as runs/NAME, that 'jimm train FILE' has"
                        + " written\n");
        assertEquals(expected, Cli.run("predict", name, "x.jpg"));
        assertEquals(expected, Cli.run("validate", name));
    }

    @Test
    void anyOtherNameIsAFolderThatIsNotThere() {
        Outcome outcome = Cli.run("predict", "runs/none", "x.jpg");
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().contains("none: there is no such folder; give the folder of a run"), outcome.err());
    }
}
