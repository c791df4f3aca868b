package dev.jimm.core.engine;

import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Hoisting;
import java.util.ArrayList;
import java.util.List;

/**
 * A computation for inference with the weights that it was made with: what depends on them alone was computed then. It holds copies of
 * what it needs in another form, and borrows the other weights, which must stay as they are and open. Safe for use by several threads.
 */
public final class FixedProgram implements AutoCloseable {
    private final TracedProgram rest;
    private final List<DeviceTensor> ready;
    private final Values weights;

    /** @param graph recorded in inference */
    public FixedProgram(Graph graph, Values weights) {
        this.weights = weights;
        Hoisting hoisting = Hoisting.of(graph);
        rest = TracedProgram.forward(hoisting.rest());
        try (TracedProgram once = TracedProgram.forward(hoisting.once())) {
            ready = once.execute(List.of(), weights).values();
        } catch (RuntimeException e) {
            rest.close();
            throw e;
        }
    }

    /** Runs the computation, which any number of images may be given to. The results are the caller's to close. */
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
