package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer walks as its counterpart in PyTorch or timm does. */
class TrajectoryTest {
    /** The parameters after a step. */
    private record Row(int step, String parameter, double[] values) {}

    private record Run(String optimizer, double rate, double weightDecay, List<Row> rows) {
        @Override
        public String toString() {
            return optimizer + ", rate " + rate + ", weight decay " + weightDecay;
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void equalsTheReference(Run run) {
        ReferenceTraining training = new ReferenceTraining(ruleOf(run.optimizer()), run.rate(), run.weightDecay());
        run.rows().stream()
                .filter(row -> row.step() == 1)
                .forEach(row -> training.with(row.parameter(), unit("p/" + row.parameter(), row.values().length)));
        int step = 0;
        for (Row row : run.rows()) {
            for (; step < row.step(); step++) {
                String prefix = "g" + (step + 1) + "/";
                training.step(name -> unit(prefix + name, training.values(name).length));
            }
            assertNear(row, training.values(row.parameter()));
        }
        assertEquals(8, step);
    }

    private static void assertNear(Row expected, double[] actual) {
        assertEquals(expected.values().length, actual.length);
        for (int i = 0; i < actual.length; i++) {
            double value = expected.values()[i];
            assertEquals(value, actual[i], 2e-6 + 2e-5 * Math.abs(value), expected + " at " + i);
        }
    }

    private static UpdateRule ruleOf(String optimizer) {
        return Stream.of(new Sgd(), new Adam(), new Lamb())
                .filter(family -> family.names().contains(optimizer))
                .map(family -> rule(family, optimizer))
                .findAny()
                .orElseThrow();
    }

    private static <C extends Record> UpdateRule rule(OptimizerProvider<C> provider, String name) {
        return provider.rule(name, provider.defaults(name));
    }

    static List<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                TrajectoryTest.class.getResourceAsStream("trajectories.txt"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> read(line.split(" "), runs));
        }
        return runs;
    }

    private static void read(String[] words, List<Run> runs) {
        if (words[0].equals("run")) {
            double rate = Double.parseDouble(words[2]);
            runs.add(new Run(words[1], rate, Double.parseDouble(words[3]), new ArrayList<>()));
        } else {
            double[] values = Arrays.stream(words, 2, words.length)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            runs.get(runs.size() - 1).rows().add(new Row(Integer.parseInt(words[0]), words[1], values));
        }
    }

    /** Values in [-1, 1) that depend on the name only: SplitMix64, seeded with the name's FNV-1a hash. */
    private static double[] unit(String name, int count) {
        long state = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            state = (state ^ (b & 0xFF)) * 0x100000001B3L;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            state += 0x9E3779B97F4A7C15L;
            long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            values[i] = ((z ^ z >>> 31) >>> 40) / 8388608.0 - 1;
        }
        return values;
    }
}
