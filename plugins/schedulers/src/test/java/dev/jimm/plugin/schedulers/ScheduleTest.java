package dev.jimm.plugin.schedulers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ScheduleTest {
    private static final MathContext EIGHT_DIGITS = new MathContext(8, RoundingMode.HALF_EVEN);

    private final Cosine cosine = new Cosine();

    @Test
    void warmsUpOverTheBeginningOfTheCosine() throws IOException {
        assertRun("warm-up", 31, cosine.create("cosine", new Cosine.Options(5, 1e-5, 1e-5, false, false, 1), 30, 7));
    }

    @Test
    void warmsUpAheadOfTheCosine() throws IOException {
        Cosine.Options options = new Cosine.Options(5, 1e-5, 1e-5, true, false, 1);
        assertRun("warm-up-prefix", 40, cosine.create("cosine", options, 30, 7));
    }

    @Test
    void bendsTheCosineByKDecay() throws IOException {
        assertRun("k-decay", 31, cosine.create("cosine", new Cosine.Options(0, 1e-5, 0, false, false, 0.5), 30, 7));
    }

    @Test
    void countsUpdates() throws IOException {
        Schedule schedule = cosine.create("cosine", new Cosine.Options(3, 1e-6, 1e-5, false, true, 1), 12, 7);
        assertRun("updates", 85, schedule, At::update);
    }

    @Test
    void staysConstant() throws IOException {
        Schedule schedule = new Constant().create("none", new Constant.Options(), 30, 7);
        assertRun("none", 1, schedule);
        assertEquals(0.4, schedule.rate(0.4, At.epoch(29)));
    }

    /** The values where the cosine is 1, 1/2, 0, -1/2 and -1, closer than the reference's 8 digits. */
    @Test
    void followsHalfACosine() {
        Schedule schedule = cosine.create("cosine", new Cosine.Options(0, 1e-5, 0.1, false, false, 1), 12, 7);
        double[] expected = {0.5, 0.4, 0.3, 0.2, 0.1};
        long[] positions = {0, 4, 6, 8, 12};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], schedule.rate(0.5, At.epoch(positions[i])), 1e-9 * expected[i]);
        }
        assertEquals(0.1, schedule.rate(0.5, At.epoch(1000)));
    }

    @Test
    void defaultsAreACosineToZeroByEpochs() {
        assertEquals(new Cosine.Options(0, 1e-5, 0, false, false, 1), cosine.defaults("cosine"));
    }

    @Test
    void refusesValuesByKey() {
        assertRefused("warmup-epochs must be at least 0, is -1", () -> new Cosine.Options(-1, 0, 0, false, false, 1));
        assertRefused("warmup-lr must be at least 0, is -0.5", () -> new Cosine.Options(0, -0.5, 0, false, false, 1));
        assertRefused("min-lr must be at least 0, is NaN", () -> new Cosine.Options(0, 0, Double.NaN, false, false, 1));
        assertRefused("k-decay must be above 0, is 0.0", () -> new Cosine.Options(0, 0, 0, false, false, 0));
    }

    @Test
    void aServiceLoaderFindsAllNames() {
        Set<String> names = new HashSet<>();
        ScheduleTest.class.getModule().addUses(SchedulerProvider.class);
        for (SchedulerProvider<?> provider : ServiceLoader.load(SchedulerProvider.class)) {
            if (provider.getClass().getPackageName().equals("dev.jimm.plugin.schedulers")) {
                names.addAll(provider.names());
            }
        }
        assertEquals(Set.of("constant", "cosine", "none"), names);
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** Progress that tells epochs and updates apart. */
    private record At(int epoch, long updates, List<Double> metrics) implements Progress {
        static Progress epoch(long epoch) {
            return new At((int) epoch, 1000 + epoch, List.of());
        }

        static Progress update(long update) {
            return new At(1000, update, List.of());
        }
    }

    private static void assertRun(String name, int positions, Schedule schedule) throws IOException {
        assertRun(name, positions, schedule, At::epoch);
    }

    private static void assertRun(String name, int positions, Schedule schedule, LongFunction<Progress> at)
            throws IOException {
        List<double[]> rows = rows(name);
        assertEquals(positions, rows.size());
        for (int position = 0; position < positions; position++) {
            assertRate(rows.get(position)[0], schedule.rate(0.4, at.apply(position)), position);
            assertRate(rows.get(position)[1], schedule.rate(0.04, at.apply(position)), position);
        }
    }

    private static void assertRate(double expected, double actual, int position) {
        double rounded = new BigDecimal(actual).round(EIGHT_DIGITS).doubleValue();
        assertEquals(expected, rounded, 1e-9 * expected, "at position " + position);
    }

    private static List<double[]> rows(String run) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(ScheduleTest.class.getResourceAsStream("rates.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .dropWhile(line -> !line.equals("run " + run))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("run "))
                    .map(line -> Stream.of(line.split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }
}
