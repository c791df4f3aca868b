package dev.jimm.core.inference;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.FixedProgram;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A computation for inference with fixed weights, in the variant that is the fastest here. The weights stay the caller's, and must neither
 * be set nor closed before this is closed. Safe for use by several threads.
 */
public final class TunedProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TunedProgram.class);
    private static final int WARM_UP = 2;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 20;
    private static final double ENOUGH_SECONDS = 1.5;
    /** What another variant must take less of the usual one's time, so that chance does not choose. */
    private static final double GAIN = 0.97;

    private static final double NANOS = 1e9;

    private final FixedProgram program;
    private final Variant variant;

    private TunedProgram(FixedProgram program, Variant variant) {
        this.program = program;
        this.variant = variant;
    }

    /** What is computed. */
    @FunctionalInterface
    public interface Computation {
        /** @param channelsLast whether images shall lie in memory with their channels last */
        Program.Body body(boolean channelsLast);
    }

    /**
     * A computation made ready and warm: its first run is as fast as any.
     *
     * @param example inputs with {@link Tuning#batch} images; they stay the caller's
     */
    public static TunedProgram of(
            Computation computation,
            Precision precision,
            List<Program.Input> inputs,
            List<DeviceTensor> example,
            Values weights,
            Tuning tuning) {
        Variant usual = Variant.usual(precision);
        List<Variant> candidates = tuning.measured() ? Variant.of(precision) : List.of(usual);
        Map<Variant, FixedProgram> programs = new EnumMap<>(Variant.class);
        Variant best = null;
        try {
            for (Variant variant : candidates) {
                Program.Body body = computation.body(variant.isChannelsLast());
                FixedProgram program = FixedProgram.of(variant, precision, inputs, body, weights, tuning.batch());
                programs.put(variant, program);
                for (int i = 0; i < WARM_UP; i++) {
                    program.run(example).close();
                }
            }
            best = tuning.measured() ? fastest(programs, usual, example) : usual;
            return new TunedProgram(programs.get(best), best);
        } finally {
            programs.remove(best);
            programs.values().forEach(FixedProgram::close);
        }
    }

    /** They take turns, and are compared within each round, because other work of the machine makes some rounds slow. */
    private static Variant fastest(Map<Variant, FixedProgram> programs, Variant usual, List<DeviceTensor> example) {
        Map<Variant, List<Double>> seconds = new EnumMap<>(Variant.class);
        long begin = System.nanoTime();
        for (int round = 0; round < LEAST_ROUNDS || round < MOST_ROUNDS && since(begin) < ENOUGH_SECONDS; round++) {
            programs.forEach((variant, program) -> {
                long start = System.nanoTime();
                program.run(example).close();
                seconds.computeIfAbsent(variant, unused -> new ArrayList<>()).add(since(start));
            });
        }
        Map<Variant, Double> shares = new EnumMap<>(Variant.class);
        seconds.forEach((variant, times) -> shares.put(variant, share(times, seconds.get(usual))));
        Variant best =
                Collections.min(shares.entrySet(), Map.Entry.comparingByValue()).getKey();
        Variant chosen = shares.get(best) < GAIN ? best : usual;
        LOG.debug("inference runs {}; times measured, of those of {}: {}", chosen, usual, shares);
        return chosen;
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / NANOS;
    }

    /** The median of one's times as parts of another's. */
    private static double share(List<Double> times, List<Double> others) {
        double[] shares = IntStream.range(0, times.size())
                .mapToDouble(i -> times.get(i) / others.get(i))
                .sorted()
                .toArray();
        return shares[shares.length / 2];
    }

    /** The variant that was chosen. */
    public Variant variant() {
        return variant;
    }

    /** Runs the computation. The inputs stay the caller's; the results are the caller's to close. */
    public Program.Results run(List<DeviceTensor> inputs) {
        return program.run(inputs);
    }

    @Override
    public void close() {
        program.close();
    }
}
