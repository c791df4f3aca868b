package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * An update rule at work on a model's parameters: one compiled method changes all of them. Its state is named tensors, so that
 * checkpoints need to know nothing of the rule.
 */
final class Optimizer implements AutoCloseable {
    private final UpdateRule rule;
    private final List<Param> parameters;
    private final ToDoubleFunction<Param> weightDecay;
    private final Weights weights;
    /** Of each parameter: what the rule keeps, by name. */
    private final Map<Param, Map<String, DeviceTensor>> state = new LinkedHashMap<>();

    private final Program program;
    private long steps;

    Optimizer(
            UpdateRule rule,
            List<Param> parameters,
            ToDoubleFunction<Param> weightDecay,
            Weights weights,
            Execution execution) {
        this.rule = rule;
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.weights = weights;
        List<Program.Input> inputs = new ArrayList<>();
        inputs.add(new Program.Input(ElementType.FLOAT64));
        inputs.add(new Program.Input(ElementType.FLOAT64));
        for (Param param : parameters) {
            Map<String, DeviceTensor> tensors = new LinkedHashMap<>();
            inputs.add(new Program.Input(ElementType.FLOAT32, param.shape()));
            inputs.add(new Program.Input(ElementType.FLOAT32, param.shape()));
            for (StateTensor kept : rule.state(param)) {
                tensors.put(kept.name(), zeros(param, kept));
                inputs.add(new Program.Input(ElementType.FLOAT32, kept.shape()));
            }
            state.put(param, tensors);
        }
        try {
            program = Program.update(execution, inputs, (values, unused) -> {
                record(values);
                return List.of();
            });
        } catch (RuntimeException e) {
            closeState();
            throw e;
        }
    }

    /** In the parameter's own memory layout where the shapes agree, so that the rule's operators meet like with like. */
    private DeviceTensor zeros(Param param, StateTensor kept) {
        return Arrays.equals(kept.shape(), param.shape())
                ? weights.get(param).zerosLike()
                : DeviceTensor.zeros(ElementType.FLOAT32, kept.shape());
    }

    private void record(List<Tensor> inputs) {
        List<Update> updates = new ArrayList<>();
        int next = 2;
        for (Param param : parameters) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Tensor value = inputs.get(next++);
            Tensor gradient = inputs.get(next++);
            for (String name : state.get(param).keySet()) {
                tensors.put(name, inputs.get(next++));
            }
            updates.add(new Update(
                    value, gradient, tensors, inputs.get(0), inputs.get(1), weightDecay.applyAsDouble(param)));
        }
        Tensor norm = globalNorm(updates);
        for (Update update : updates) {
            update.globalNorm = norm;
            rule.update(update);
        }
    }

    private static Tensor globalNorm(List<Update> updates) {
        Tensor[] norms = updates.stream()
                .map(update -> update.gradient.norm().unsqueeze(0))
                .toArray(Tensor[]::new);
        Tensor all = norms.length == 1 ? norms[0] : norms[0].cat(0, Arrays.copyOfRange(norms, 1, norms.length));
        return all.norm();
    }

    /** Makes one update. The gradients may be overwritten. */
    void step(Map<Param, DeviceTensor> gradients, double rate) {
        steps++;
        try (DeviceTensor rates = DeviceTensor.of(new double[] {rate});
                DeviceTensor step = DeviceTensor.of(new double[] {steps})) {
            List<DeviceTensor> inputs = new ArrayList<>(List.of(rates, step));
            for (Param param : parameters) {
                inputs.add(weights.get(param));
                inputs.add(gradients.get(param));
                inputs.addAll(state.get(param).values());
            }
            program.run(inputs, weights).close();
        }
    }

    /** How many updates were made. */
    long steps() {
        return steps;
    }

    /** The state as named tensors: {@code PARAMETER/STATE}. */
    Map<String, DeviceTensor> state() {
        Map<String, DeviceTensor> all = new LinkedHashMap<>();
        state.forEach(
                (param, tensors) -> tensors.forEach((name, tensor) -> all.put(param.name() + "/" + name, tensor)));
        return all;
    }

    /** Goes on after so many updates; the state tensors were overwritten by the caller. */
    void resume(long updates) {
        steps = updates;
    }

    @Override
    public void close() {
        program.close();
        closeState();
    }

    private void closeState() {
        state.values().forEach(tensors -> tensors.values().forEach(DeviceTensor::close));
    }

    private static final class Update implements ParameterUpdate {
        private final Tensor value;
        private final Tensor gradient;
        private final Map<String, Tensor> state;
        private final Tensor rate;
        private final Tensor step;
        private final double weightDecay;
        private Tensor globalNorm;

        Update(Tensor value, Tensor gradient, Map<String, Tensor> state, Tensor rate, Tensor step, double weightDecay) {
            this.value = value;
            this.gradient = gradient;
            this.state = state;
            this.rate = rate;
            this.step = step;
            this.weightDecay = weightDecay;
        }

        @Override
        public Tensor value() {
            return value;
        }

        @Override
        public Tensor gradient() {
            return gradient;
        }

        @Override
        public Tensor state(String name) {
            Tensor tensor = state.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("the rule declared no state '" + name + "', only " + state.keySet());
            }
            return tensor;
        }

        @Override
        public Tensor rate() {
            return rate;
        }

        @Override
        public Tensor step() {
            return step;
        }

        @Override
        public double weightDecay() {
            return weightDecay;
        }

        @Override
        public Tensor globalGradientNorm() {
            return globalNorm;
        }
    }
}
