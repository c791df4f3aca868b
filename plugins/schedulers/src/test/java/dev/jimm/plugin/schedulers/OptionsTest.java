package dev.jimm.plugin.schedulers;

import static dev.jimm.plugin.schedulers.Given.schedule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Set<String> NAMES = Set.of(
            "constant",
            "cosine",
            "multistep",
            "none",
            "one-cycle",
            "plateau",
            "poly",
            "step",
            "tanh",
            "warmup-stable-decay");

    @Test
    void offersAllNames() {
        assertEquals(NAMES, Given.PROVIDERS.names(ProviderKind.SCHEDULER));
    }

    @Test
    void describesAllNames() {
        for (String name : NAMES) {
            SchedulerProvider<?> provider =
                    Given.PROVIDERS.find(ProviderKind.SCHEDULER, name).provider();
            Description description = provider.describe(name);
            assertFalse(description.summary().isBlank());
            assertFalse(description.summary().endsWith("."), description.summary());
            for (String paper : description.papers()) {
                assertTrue(paper.matches("https://arxiv\\.org/abs/\\d{4}\\.\\d{5}"), paper);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "tanh", "poly", "step", "plateau", "warmup-stable-decay", "multistep"})
    void sharedChecks(String name) {
        assertRefused(name, "warmup-epochs = -1", "warmup-epochs", "must be between 0 and 1000000, is -1");
        assertRefused(name, "warmup-lr = -0.5", "warmup-lr", "must be at least 0, is -0.5");
        assertTaken(name, "warmup-epochs = 300, warmup-prefix = true", 300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "tanh", "poly", "step", "plateau", "multistep"})
    void warmUpIsShorterThanTheTraining(String name) {
        assertRefused(name, "warmup-epochs = 300", "warmup-epochs", "must be below train.epochs, 300, is 300");
        assertTaken(name, "warmup-epochs = 299", 300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "tanh", "poly", "plateau", "warmup-stable-decay"})
    void lowestRate(String name) {
        assertRefused(name, "min-lr = -1", "min-lr", "must be at least 0, is -1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "tanh", "poly"})
    void cycles(String name) {
        assertRefused(name, "cooldown-epochs = -1", "cooldown-epochs", "must be between 0 and 1000000, is -1");
        assertRefused(name, "cycle.mul = 0", "cycle.mul", "must be above 0, is 0.0");
        assertRefused(name, "cycle.decay = 0", "cycle.decay", "must be above 0 and at most 1, is 0.0");
        assertRefused(name, "cycle.decay = 1.5", "cycle.decay", "must be above 0 and at most 1, is 1.5");
        assertRefused(name, "cycle.limit = 0", "cycle.limit", "must be at least 1, is 0");
        assertRefused(
                name,
                "cycle { mul = 2, limit = 100 }",
                "cycle.limit",
                "must keep the cycles together below 2^31 epochs or updates, is 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "tanh", "poly", "step", "plateau", "multistep"})
    void noise(String name) {
        String range = "must have at most two numbers, each at least 0, is ";
        assertRefused(name, "noise.range = [0.1, 0.2, 0.3]", "noise.range", range + "[0.1, 0.2, 0.3]");
        assertRefused(name, "noise.range = [-0.1]", "noise.range", range + "[-0.1]");
        assertRefused(name, "noise.range = [0.9, 0.4]", "noise.range", "must ascend, is [0.9, 0.4]");
        assertRefused(name, "noise.range = [0.4, 0.4]", "noise.range", "must ascend, is [0.4, 0.4]");
        assertRefused(
                name,
                "noise.range = [42, 90]",
                "noise.range",
                "must be within the training, at most 1.0, is [42.0, 90.0]");
        assertRefused(name, "noise.pct = 0", "noise.pct", "must be above 0 and at most 1, is 0.0");
        assertRefused(name, "noise.pct = 1.1", "noise.pct", "must be above 0 and at most 1, is 1.1");
        String std = "must be above 0 and at most 1000 times pct (0.67), is ";
        assertRefused(name, "noise.std = 0", "noise.std", std + "0.0");
        assertRefused(name, "noise.std = 671", "noise.std", std + "671.0");
    }

    @Test
    void noiseInALongerTraining() {
        assertTaken("cosine", "noise.range = [1, 2], cycle.limit = 2", 10);
        assertTaken("step", "noise.range = [1, 1.5], warmup-epochs = 5, warmup-prefix = true", 10);
        assertEquals(
                List.of("run.conf:1: 'noise.range' must be within the training, at most 2.0, is [1.0, 2.1]"),
                schedule("cosine", "noise.range = [1, 2.1], cycle.limit = 2", 10)
                        .problems());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cosine | k-decay = 0 | k-decay | must be above 0, is 0.0",
                "poly | k-decay = -1 | k-decay | must be above 0, is -1.0",
                "poly | power = 0 | power | must be above 0, is 0.0",
                "tanh | lb = 3 | lb | must be below ub (3.0), is 3.0",
                "step | decay-epochs = 0 | decay-epochs | must be above 0, is 0.0",
                "step | decay-rate = 0 | decay-rate | must be above 0 and at most 1, is 0.0",
                "multistep | decay-rate = 1.5 | decay-rate | must be above 0 and at most 1, is 1.5",
                "multistep | decay-milestones = [0, 5] | decay-milestones | must each be at least 1, is [0, 5]",
                "multistep | decay-milestones = [9, 5] | decay-milestones | must ascend, is [9, 5]",
                "multistep | decay-milestones = [5, 5] | decay-milestones | must ascend, is [5, 5]",
                "multistep | decay-milestones = [301, 400] | decay-milestones | must begin within the 300 epochs, is"
                        + " [301, 400]",
                "plateau | decay-rate = 1 | decay-rate | must be above 0 and below 1, is 1.0",
                "plateau | patience-epochs = -1 | patience-epochs | must be at least 0, is -1",
                "plateau | threshold = -1 | threshold | must be at least 0, is -1.0",
                "one-cycle | pct-start = 1.5 | pct-start | must be at least 0 and at most 1.0, is 1.5",
                "one-cycle | pct-start = -1 | pct-start | must be at least 0 and at most 1.0, is -1.0",
                "one-cycle | div-factor = 0 | div-factor | must be above 0, is 0.0",
                "one-cycle | final-div-factor = 0 | final-div-factor | must be above 0, is 0.0",
                "one-cycle | anneal = cosine | anneal | must be one of cos, linear, is the string \"cosine\"; did you"
                        + " mean 'cos'?",
                "warmup-stable-decay | decay-pct = 0 | decay-pct | must be above 0 and at most 1, is 0.0",
                "warmup-stable-decay | warmup-epochs = 241 | warmup-epochs | must leave room for the decay, which"
                        + " takes 0.2 (decay-pct) of the 300 epochs, is 241"
            })
    void ownChecks(String name, String options, String key, String message) {
        assertRefused(name, options, key, message);
    }

    @Test
    void oneCycleInThreePhases() {
        assertRefused(
                "one-cycle",
                "three-phase = true, pct-start = 0.6",
                "pct-start",
                "must be at least 0 and at most 0.5 with three-phase, is 0.6");
        assertTaken("one-cycle", "pct-start = 0.6", 300);
    }

    @Test
    void greatestAndLeastValues() {
        assertTaken("multistep", "decay-milestones = [1, 300, 400]", 300);
        assertTaken("warmup-stable-decay", "warmup-epochs = 240", 300);
        assertTaken("warmup-stable-decay", "decay-pct = 0.9, warmup-epochs = 1", 10);
        assertTaken("cosine", "noise { range = [0, 1], pct = 1, std = 1000 }, cycle { decay = 1 }", 300);
    }

    @Test
    void valuesThatAConfigurationCannotHave() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new Cycle(Double.NaN, 0.1, 1));
        assertEquals("mul must be above 0, is NaN", error.getMessage());
    }

    @Test
    void allProblemsAtOnce() {
        assertEquals(
                List.of(
                        "run.conf:1: 'min-lr' must be at least 0, is -1.0",
                        "run.conf:2: 'noise.pct' must be above 0 and at most 1, is 2.0",
                        "run.conf:3: unknown key 'decay-rate'; known here: warmup-epochs, warmup-lr, warmup-prefix,"
                                + " min-lr, cooldown-epochs, on-updates, k-decay, cycle, noise"),
                schedule("cosine", "min-lr = -1\nnoise.pct = 2\ndecay-rate = 0.1", 300)
                        .problems());
    }

    private static void assertRefused(String name, String options, String key, String message) {
        assertEquals(
                List.of("run.conf:1: '" + key + "' " + message),
                schedule(name, options, 300).problems());
    }

    private static void assertTaken(String name, String options, int epochs) {
        assertEquals(List.of(), schedule(name, options, epochs).problems());
    }
}
