package dev.jimm.core.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationConfigTest {
    private static DistillationConfig bound(String hocon, Problems problems) {
        return ConfigBinder.bind(
                ConfigFactory.parseString(hocon), "distillation", DistillationConfig.defaults(), problems);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "teacher = t | 1 | 1",
                "teacher = t, distill-weight = 3 | 1 | 3",
                "teacher = t, task-weight = 0.25 | 0.25 | 0.75",
                "teacher = t, task-weight = 0.25, distill-weight = 3 | 0.25 | 3",
                "teacher = t, task-weight = 0 | 0 | 1"
            })
    void thePartsOfTheLossAreWeighted(String hocon, double labels, double teachers) {
        Problems problems = new Problems();
        DistillationConfig config = bound(hocon, problems);
        assertEquals(List.of(), problems.lines());
        assertEquals(labels, config.labelsShare());
        assertEquals(teachers, config.teachersShare());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "teacher = t, kind = hard, temperature = 2 | 'distillation.temperature' is for soft and token-soft, not"
                        + " for kind = hard; leave it out",
                "teacher = t, temperature = 0 | 'distillation.temperature' must be above 0, is 0.0",
                "teacher = t, distill-weight = -1 | 'distillation.distill-weight' must be at least 0, is -1.0",
                "teacher = t, task-weight = 1.5 | 'distillation.task-weight' is above 1, 1.5, and leaves nothing for"
                        + " the teacher; give distill-weight too",
                "task-weight = 0.5 | 'distillation.teacher' is missing; the other keys of the section are for a"
                        + " teacher",
                "kind = features | 'distillation.teacher' is missing; the other keys of the section are for a teacher",
                "temperature = 3 | 'distillation.teacher' is missing; the other keys of the section are for a teacher",
                "teacher = \"\" | 'distillation.teacher' is empty; leave it out for no teacher",
            })
    void whatMeansNothingIsRefused(String hocon, String message) {
        Problems problems = new Problems();
        bound(hocon, problems);
        assertEquals(1, problems.lines().size(), () -> problems.lines().toString());
        String line = problems.lines().get(0);
        assertEquals(message, line.substring(line.indexOf('\'')));
    }

    @Test
    void whatIsWrittenOutBindsToTheSame() {
        Problems problems = new Problems();
        DistillationConfig config =
                bound("teacher = deit_tiny, weights = a/b.safetensors, kind = token-soft, temperature = 3", problems);
        assertEquals(
                config,
                ConfigBinder.bind(
                        ConfigTree.toConfig(config), "distillation", DistillationConfig.defaults(), problems));
        assertEquals(List.of(), problems.lines());
    }
}
