package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that goes on in another precision than it was begun in: its loss is scaled as the new precision wants it. */
@Tag("engine")
@Timeout(300)
class PrecisionChangeTest {
    private static final double SCALE = 4096;

    private Runs runs;

    @BeforeEach
    void paint(@TempDir Path folder) {
        runs = new Runs(folder).withData(12);
    }

    private Config config(String name, int epochs, String precision) {
        String scale = precision.equals("fp16") ? "train.loss-scale.initial = " + SCALE : "";
        return runs.config(name, "train { epochs = " + epochs + ", precision = " + precision + " }", scale);
    }

    private List<TrainingEvent> resumed(String name, String precision) {
        List<TrainingEvent> events = new ArrayList<>();
        Runs.training().resume(config(name, 2, precision), events::add, () -> false, true);
        return events;
    }

    private static List<Stepped> steps(List<TrainingEvent> events) {
        return events.stream()
                .filter(Stepped.class::isInstance)
                .map(Stepped.class::cast)
                .toList();
    }

    /** The first update behind the change is made from the same weights on the same images as it would have been without. */
    @ParameterizedTest
    @CsvSource({"fp16, fp32, 1", "fp32, fp16, 4096", "fp16, bf16, 1"})
    void theGradientsAreThoseOfTheLoss(String before, String after, double scale) {
        for (String name : List.of("changed", "unchanged")) {
            Runs.start(config(name, 1, before));
        }
        List<Stepped> changed = steps(resumed("changed", after));
        Stepped first = changed.get(0);
        Stepped expected = steps(resumed("unchanged", before)).get(0);
        assertEquals(4, changed.size());
        assertEquals(5, first.update());
        assertEquals(expected.loss(), first.loss(), 0.02 * expected.loss());
        assertEquals(expected.gradientNorm(), first.gradientNorm(), 0.1 * expected.gradientNorm());
        Checkpoint last = Checkpoint.open(runs.folder("changed").resolve("checkpoints/epoch-0002"));
        assertEquals(scale, last.state().at("/skips/scale/factor").asDouble());
    }

    /** A loss that is no number is no matter of its scale, which stays. */
    @Test
    void aLossThatIsNoNumberCountsInHalfPrecisionToo() {
        List<TrainingEvent> events = new ArrayList<>();
        JimmException stopped = assertThrows(
                JimmException.class,
                () -> Runs.start(
                        runs.config(
                                "half",
                                "optimizer.lr = 1e30",
                                "train { epochs = 9, precision = fp16, non-finite-limit = 2 }",
                                "train.loss-scale.initial = " + SCALE),
                        events::add));
        assertEquals(Category.CHECK_FAILED, stopped.category());
        assertTrue(stopped.getMessage().startsWith("the loss is NaN, "), stopped.getMessage());
        List<Skipped> ofLoss = events.stream()
                .filter(Skipped.class::isInstance)
                .map(Skipped.class::cast)
                .filter(skipped -> skipped.reason() == Skipped.Reason.LOSS)
                .toList();
        assertEquals(2, ofLoss.size());
        assertEquals(ofLoss.get(0).lossScale(), ofLoss.get(1).lossScale());
    }
}
