package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerConfigTest {
    private static OptimizerConfig bind(String text, Problems problems) {
        return ConfigBinder.bind(ConfigFactory.parseString(text), "optimizer", OptimizerConfig.defaults(), problems);
    }

    private static OptimizerConfig config(String text) {
        Problems problems = new Problems();
        OptimizerConfig config = bind(text, problems);
        assertEquals(List.of(), problems.lines());
        return config;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = sgd | 1e-3",
                "name = sgd, lr = 0.2 | 0.2",
                "name = sgd, lr-base = 0.1 | 0.2",
                "name = adamw, lr-base = 0.1 | 0.1414213562373095",
                "name = lookahead_lamb, lr-base = 0.1 | 0.1414213562373095",
                "name = adamw, lr-base = 0.1, lr-base-scale = linear | 0.2",
                "name = sgd, lr-base = 0.1, lr-base-size = 128, lr-base-scale = sqrt | 0.2",
                "name = sgd, lr = 0.2, lr-base = 0.1 | 0.2"
            })
    void theRateIsGivenOrGrowsWithTheBatch(String text, double rate) {
        assertEquals(rate, config(text).rate(512), 1e-12);
        assertEquals(rate, config(text).written().rate(512), 1e-12);
    }

    @Test
    void twoRatesThatDifferAreRefused() {
        OptimizerConfig config = config("name = sgd, lr = 0.3, lr-base = 0.1");
        assertEquals(
                "lr is 0.3, and lr-base comes to 0.2 at a batch of 512; leave one of the two out",
                assertThrows(IllegalArgumentException.class, () -> config.rate(512))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lr = 0 | 'optimizer.lr' must be above 0, is 0.0",
                "lr-base = -1 | 'optimizer.lr-base' must be above 0, is -1.0",
                "lr-base-size = 0 | 'optimizer.lr-base-size' must be at least 1, is 0",
                "lr-base-scale = cubic | 'optimizer.lr-base-scale' must be one of linear, sqrt, is the string \"cubic\"",
                "weight-decay = -1 | 'optimizer.weight-decay' must be at least 0, is -1.0",
                "layer-decay = 0 | 'optimizer.layer-decay' must be above 0 and at most 1, is 0.0",
                "layer-decay = 0.5, layer-decay-min-scale = 2 | 'optimizer.layer-decay-min-scale' must be between 0 and 1, is 2.0",
                "layer-decay = 0.5, layer-decay-no-opt-scale = 0 | 'optimizer.layer-decay-no-opt-scale' must be above 0, is 0.0",
                "layer-decay-min-scale = 0.2 | 'optimizer.layer-decay-min-scale' has no effect without layer-decay; set that, or"
                        + " leave this out",
                "layer-decay-no-opt-scale = 0.2 | 'optimizer.layer-decay-no-opt-scale' has no effect without layer-decay; set"
                        + " that, or leave this out",
                "layer-decay = 0.5, layer-decay-min-scale = 0.1, layer-decay-no-opt-scale = 0.1 |"
                        + " 'optimizer.layer-decay-no-opt-scale' must be above layer-decay-min-scale, 0.1, which no layer is"
                        + " below, is 0.1",
                "lr-base-size = 512 | 'optimizer.lr-base-size' has no effect without lr-base; set that, or leave this out",
                "lr-base-scale = sqrt | 'optimizer.lr-base-scale' has no effect without lr-base; set that, or leave this out",
                "layer-decay = 1.5 | 'optimizer.layer-decay' must be above 0 and at most 1, is 1.5",
                "groups = [{match = a, frozen = true, lr-scale = 2}] | 'optimizer.groups[0].frozen' parameters have neither"
                        + " lr-scale nor weight-decay nor frozen-epochs; leave these out, or frozen",
                "groups = [{match = a, lr-scale = 0}] | 'optimizer.groups[0].lr-scale' must be above 0, is 0.0; freeze"
                        + " parameters by frozen = true",
                "groups = [{match = \"a[\"}] | 'optimizer.groups[0].match' is no pattern: malformed pattern 'a[': a '[' lacks its"
                        + " ']'",
                "groups = [{match = a, weight-decay = -1}] | 'optimizer.groups[0].weight-decay' must be at least 0, is -1.0",
                "name = lookahead_sgd, lookahead.alpha = 0 | 'optimizer.lookahead.alpha' must be above 0 and at most 1, is 0.0",
                "name = lookahead_sgd, lookahead.steps = 0 | 'optimizer.lookahead.steps' must be at least 1, is 0",
                "name = sgd, lookahead.steps = 4 | 'optimizer.lookahead' is for optimizers whose names begin with lookahead_,"
                        + " not for 'sgd'; name = lookahead_sgd turns it on"
            })
    void whatIsOutOfRangeIsRefused(String text, String problem) {
        Problems problems = new Problems();
        bind(text, problems);
        assertEquals(1, problems.lines().size(), problems.lines()::toString);
        assertEquals(problem, problems.lines().get(0).replaceFirst("^String:1: ", ""));
    }
}
