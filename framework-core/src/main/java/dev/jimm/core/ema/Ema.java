package dev.jimm.core.ema;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.ArrayList;
import java.util.List;

/** The moving average of weights and running statistics, in weights of its own: nothing is swapped to evaluate it. Counters are copied. */
public final class Ema implements AutoCloseable {
    private final EmaConfig config;
    private final Weights live;
    private final Weights average;
    private final List<Param> averaged;
    private final List<Param> copied;
    private final Program program;

    /** @param live what is averaged, from now on; stays the caller's */
    public Ema(EmaConfig config, Weights live, Execution execution) {
        this.config = config;
        this.live = live;
        List<Param> state = live.table().tensors();
        averaged = state.stream()
                .filter(param -> param.type() == ElementType.FLOAT32)
                .toList();
        copied = state.stream()
                .filter(param -> param.type() != ElementType.FLOAT32)
                .toList();
        List<Program.Input> inputs = new ArrayList<>();
        inputs.add(new Program.Input(ElementType.FLOAT32));
        for (Param param : averaged) {
            Program.Input like = new Program.Input(ElementType.FLOAT32, param.shape());
            inputs.addAll(List.of(like, like));
        }
        program = Program.update(execution, inputs, (given, unused) -> {
            for (int i = 1; i < given.size(); i += 2) {
                given.get(i).lerp_(given.get(i + 1), given.get(0));
            }
            return List.of();
        });
        average = live.copy();
    }

    /** The average; closed with this. */
    public Weights weights() {
        return average;
    }

    /** Begins anew: the average is what the weights are now. */
    public void restart() {
        copied.forEach(this::copy);
        averaged.forEach(this::copy);
    }

    /**
     * Takes the weights as they are after an update into the average.
     *
     * @param update counted from 1
     */
    public void update(long update) {
        double decay = config.decayAt(update);
        if (decay == 0) {
            restart();
            return;
        }
        copied.forEach(this::copy);
        try (DeviceTensor part = DeviceTensor.of(new float[] {(float) (1 - decay)})) {
            List<DeviceTensor> inputs = new ArrayList<>(List.of(part));
            for (Param param : averaged) {
                inputs.add(average.get(param));
                inputs.add(live.get(param));
            }
            program.run(inputs, average).close();
        }
    }

    private void copy(Param param) {
        average.get(param).copyFrom(live.get(param));
    }

    @Override
    public void close() {
        program.close();
        average.close();
    }
}
