package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.core.engine.DeviceTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long training holds no more memory than a short one. */
@Tag("engine")
@Tag("slow")
class ThousandStepsTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int STEPS = 5000;
    /** The Java heap may still grow a little; a leak of one 20 KB batch of pixels a step would be 18 MB. */
    private static final long ALLOWED_MEGABYTES = 16;

    @Test
    void residentMemoryIsFlatAfterTheHundredthStep(@TempDir Path folder) {
        assumeTrue(Files.exists(STATUS), "the system tells no resident memory");
        Runs runs = new Runs(folder).withData(60);
        List<Long> resident = new ArrayList<>();
        List<Long> live = new ArrayList<>();
        Runs.start(runs.config("long", "train.epochs = 250"), event -> {
            if (event instanceof TrainingEvent.Stepped) {
                if (resident.size() % 50 == 0) {
                    System.gc();
                }
                resident.add(megabytes());
                live.add(DeviceTensor.live());
            }
        });
        assertEquals(STEPS, resident.size());
        assertEquals(live.get(100), live.get(STEPS - 1));
        long growth = resident.get(STEPS - 1) - resident.get(100);
        assertTrue(
                growth <= ALLOWED_MEGABYTES,
                () -> "from " + resident.get(100) + " MB after step 100 to " + resident.get(STEPS - 1) + " MB after "
                        + STEPS);
    }

    private static long megabytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
