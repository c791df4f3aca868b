package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.weights.Checkpoint;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parameters that are trained from the third of three epochs on, of four updates each: the second batch norm and its convolution. */
@Tag("engine")
@Timeout(300)
class StagesTest {
    private static final String[] RESTING = {"conv.weight", "bn2.weight", "bn2.bias"};
    private static final String[] STATISTICS = {"bn2.running_mean", "bn2.running_var"};

    @TempDir
    private static Path temporary;

    private static Runs runs;

    @BeforeAll
    static void train() {
        runs = new Runs(temporary).withData(12);
        Runs.start(
                runs.config(
                        "staged",
                        "train { epochs = 3, checkpoints.last = 3 }",
                        "optimizer.groups = [{ match = \"conv.*\", frozen-epochs = 2 }, { match = \"bn2.*\", frozen-epochs = 2 }]"));
    }

    private static Checkpoint after(int epoch) {
        return Checkpoint.open(runs.folder("staged").resolve("checkpoints/epoch-000" + epoch));
    }

    private static float[] values(int epoch, String name) {
        return after(epoch).group("model").get(name).floats();
    }

    @Test
    void theyKeepTheirBitsUntilTheirEpochAndMoveThen() {
        ParamTable table = new ModelCatalogue(TestProviders.catalogue())
                .create(
                        new ModelConfig(
                                "tiny_conv", "false", 3, 3, 0, 0, null, 32, 0, ConfigFactory.parseString("width = 4")),
                        3)
                .structure()
                .parameters();
        for (String name : RESTING) {
            float[] initial = Weights.initialValues(table.find(name).orElseThrow(), Runs.SEED);
            assertArrayEquals(initial, values(1, name), name);
            assertArrayEquals(initial, values(2, name), name);
            assertFalse(Arrays.equals(initial, values(3, name)), name);
        }
        assertFalse(Arrays.equals(values(1, "fc.weight"), values(2, "fc.weight")), "the others are trained");
    }

    @Test
    void theirNormsRestWithThem() {
        for (int epoch = 1; epoch <= 2; epoch++) {
            assertArrayEquals(new float[] {0, 0, 0, 0}, values(epoch, "bn2.running_mean"));
            assertArrayEquals(new float[] {1, 1, 1, 1}, values(epoch, "bn2.running_var"));
            assertEquals(0, batches(epoch, "bn2"));
            assertEquals(4 * epoch, batches(epoch, "bn"));
        }
        for (String name : STATISTICS) {
            assertFalse(Arrays.equals(values(2, name), values(3, name)), name);
        }
        assertEquals(4, batches(3, "bn2"));
    }

    private static long batches(int epoch, String norm) {
        return after(epoch).group("model").get(norm + ".num_batches_tracked").longs()[0];
    }

    @Test
    void theirStepsAreCountedFromTheirBeginning() {
        long[] rested = {0, 0, 4};
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertEquals(4 * epoch, after(epoch).state().at("/optimizerSteps/0").asLong());
            assertEquals(
                    rested[epoch - 1],
                    after(epoch).state().at("/optimizerSteps/2").asLong());
        }
    }
}
