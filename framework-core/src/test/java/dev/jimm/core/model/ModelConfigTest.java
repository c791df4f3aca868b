package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num-classes   | -3  | must be at least 0, is -3",
                "in-channels   | 0   | must be at least 1, is 0",
                "drop-rate     | 1.5 | must be in [0, 1), is 1.5",
                "drop-path     | -1  | must be in [0, 1), is -1.0",
                "output-stride | 4   | must be 8, 16 or 32, is 4",
                "batch-norm-splits | 17 | must be from 0 to 16, is 17"
            })
    void aValueOutOfRangeIsToldWhereItStands(String key, String value, String problem) {
        String text = "name = tiny_conv\n" + key + " = " + value + "\nglobal-pool = avg";
        Problems problems = new Problems();
        ConfigBinder.bind(
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("run.conf")),
                "model",
                ModelConfig.defaults(),
                problems);
        assertEquals(List.of("run.conf:2: 'model." + key + "' " + problem), problems.lines());
    }
}
