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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long training holds no more memory than a short one, whatever it does beside training. */
@Tag("engine")
@Tag("slow")
class LongTrainingTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** A leak of one 20 KB batch of pixels an update would be 60 MB from the second to the last fifth of 5,000. */
    private static final long ALLOWED_MEGABYTES = 16;

    @TempDir
    private static Path folder;

    private static Runs runs;

    /** 40 batches an epoch, which make 20 updates. */
    @BeforeAll
    static void trainTheTeacher() {
        runs = new Runs(folder).withData(120);
        Runs.start(runs.config("teacher"));
    }

    @Test
    void everythingThatATrainingCanDo() {
        assertFlat(5000, "long", "train.epochs = 250");
    }

    @Test
    void gradientCheckpointing() {
        assertFlat(600, "checkpointing", "train { epochs = 30, gradient-checkpointing = true }");
    }

    private static void assertFlat(int updates, String name, String more) {
        assumeTrue(Files.exists(STATUS), "the system tells no resident memory");
        long before = DeviceTensor.live();
        List<Long> resident = new ArrayList<>();
        List<Long> live = new ArrayList<>();
        String[] everything = {
            "train { precision = bf16, accumulate = 2, clip.value = 0.5, ema { decay = 0.9, warmup = true } }",
            "train { non-finite-limit = 3, checkpoints.steps = 7 }",
            "optimizer { name = sgd, groups = [ { match = conv.weight, frozen-epochs = 1, lr-scale = 0.5 } ] }",
            "distillation { teacher = \"" + runs.folder("teacher") + "\", kind = features }",
            "model.options.width = 8",
            "log { csv {}, json-lines {} }",
            more
        };
        Runs.start(runs.config(name, everything), event -> {
            if (event instanceof TrainingEvent.Stepped) {
                if (resident.size() % 50 == 0) {
                    System.gc();
                }
                resident.add(megabytes());
                live.add(DeviceTensor.live());
            }
        });
        assertEquals(updates, resident.size());
        assertEquals(live.get(100), live.get(updates - 1));
        assertEquals(before, DeviceTensor.live(), "nothing is left when it is over");
        int fifth = updates / 5;
        long second = least(resident.subList(fifth, 2 * fifth));
        long last = least(resident.subList(4 * fifth, updates));
        assertTrue(
                last - second <= ALLOWED_MEGABYTES,
                () -> name + ": from " + second + " MB in the second fifth to " + last + " MB in the last");
    }

    /** Garbage that Java has not collected yet comes and goes; what is held stays. */
    private static long least(List<Long> megabytes) {
        return megabytes.stream().min(Long::compare).orElseThrow();
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
