package dev.jimm.core.engine;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.graph.Hoisting;
import java.util.ArrayList;
import java.util.List;

/**
 * A computation for inference with the weights that it was made with: what depends on them alone was computed then. Results differ from
 * those of {@link Program#inference} by rounding.
 *
 * <p>Weights that are used as they are stay the caller's: they must neither be set nor closed before this is closed. Safe for use by
 * several threads.
 */
public final class FixedProgram implements AutoCloseable {
    private final TracedProgram rest;
    private final List<DeviceTensor> ready;
    private final Values weights;

    private FixedProgram(Hoisting hoisting, Values weights) {
        this.weights = weights;
        rest = TracedProgram.forward(hoisting.rest());
        try (TracedProgram once = TracedProgram.forward(hoisting.once())) {
            ready = once.execute(List.of(), weights).values();
        } catch (RuntimeException e) {
            rest.close();
            throw e;
        }
    }

    /**
     * A computation made ready.
     *
     * @param body gives what the variant wants: see {@link Variant#isChannelsLast}
     * @param batch the usual number of images; any other gives the same results, perhaps more slowly
     */
    public static FixedProgram of(
            Variant variant,
            Precision precision,
            List<Program.Input> inputs,
            Program.Body body,
            Values weights,
            int batch) {
        return new FixedProgram(
                Hoisting.of(variant.of(Program.record(precision, inputs, body, false), batch)), weights);
    }

    /** Runs the computation. The inputs stay the caller's and are of the declared shapes; the results are the caller's to close. */
    public Program.Results run(List<DeviceTensor> inputs) {
        List<DeviceTensor> all = new ArrayList<>(inputs);
        all.addAll(ready);
        return rest.execute(all, weights);
    }

    @Override
    public void close() {
        rest.close();
        ready.forEach(DeviceTensor::close);
    }
}
