package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.event.TrainingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The losses of the first 20 updates of a training that uses most of the engine. Whoever changes loss-curve.txt says why: it means that
 * trainings give other results than before.
 */
@Tag("engine")
@Timeout(300)
class LossCurveTest {
    /** Kernels of other processors round otherwise; a change of the training shows in the third digit. */
    private static final double TOLERANCE = 2e-4;

    @Test
    void isAsItWas(@TempDir Path folder) throws IOException {
        List<Double> losses = new ArrayList<>();
        Runs.start(
                new Runs(folder)
                        .withData(12)
                        .config(
                                "curve",
                                "model.name = tiny_hybrid",
                                "augment { mixup = 0.2, cutmix = 1.0, erase.probability = 0.25 }",
                                "optimizer { name = sgd, lr = 0.05 }",
                                "train { epochs = 10, accumulate = 2, clip.value = 1, ema.decay = 0.9 }"),
                event -> {
                    if (event instanceof TrainingEvent.Stepped step) {
                        losses.add(step.loss());
                    }
                });
        String found = losses.stream()
                .map(loss -> String.format(Locale.ROOT, "%.6f", loss))
                .collect(Collectors.joining("\n"));
        List<Double> expected = expected();
        assertEquals(20, losses.size());
        assertEquals(20, expected.size(), found);
        for (int i = 0; i < 20; i++) {
            assertEquals(expected.get(i), losses.get(i), TOLERANCE, "update " + (i + 1) + " of:\n" + found);
        }
    }

    private static List<Double> expected() throws IOException {
        try (InputStream file = LossCurveTest.class.getResourceAsStream("loss-curve.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Double::valueOf)
                    .toList();
        }
    }
}
