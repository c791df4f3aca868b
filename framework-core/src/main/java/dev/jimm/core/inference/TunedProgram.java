package dev.jimm.core.inference;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.FixedProgram;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Variant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A computation for inference with fixed weights, in the variant that is the fastest here. The weights stay the caller's, and must neither
 * be set nor closed before this is closed. Safe for use by several threads.
 */
public final class TunedProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TunedProgram.class);
    private static final int WARM_UP = 2;
    private static final int MOST_ROUNDS = 20;
    private static final double MOST_SECONDS = 1.5;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

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
        List<Variant> candidates = tuning.measured() ? List.of(Variant.values()) : List.of(Variant.FUSED);
        Map<Variant, FixedProgram> programs = new EnumMap<>(Variant.class);
        Variant best = null;
        try {
            for (Variant variant : candidates) {
                Program.Body body = computation.body(variant.isChannelsLast());
                FixedProgram program =
                        FixedProgram.of(variant, precision, inputs, body, weights, tuning.batch());
                programs.put(variant, program);
                for (int i = 0; i < WARM_UP; i++) {
                    program.run(example).close();
                }
            }
            best = candidates.size() == 1 ? candidates.get(0) : fastest(programs, example);
            return new TunedProgram(programs.get(best), best);
        } finally {
            programs.remove(best);
            programs.values().forEach(FixedProgram::close);
        }
    }

    /** By the best time of each: whatever else the machine does only adds to it. They take turns. */
    private static Variant fastest(Map<Variant, FixedProgram> programs, List<DeviceTensor> example) {
        Map<Variant, Double> best = new EnumMap<>(Variant.class);
        long begin = System.nanoTime();
        for (int round = 0; round < MOST_ROUNDS && (System.nanoTime() - begin) / NANOS < MOST_SECONDS; round++) {
            programs.forEach((variant, program) -> {
                long start = System.nanoTime();
                program.run(example).close();
                best.merge(variant, (System.nanoTime() - start) / NANOS, Math::min);
            });
        }
        Variant fastest =
                Collections.min(best.entrySet(), Map.Entry.comparingByValue()).getKey();
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "inference runs {}; measured {}",
                    fastest,
                    best.entrySet().stream()
                            .map(one -> String.format(Locale.ROOT, "%s: %.2f ms", one.getKey(), one.getValue() * MILLIS))
                            .collect(Collectors.joining("; ")));
        }
        return fastest;
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
