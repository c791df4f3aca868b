package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a rule does at the steps of one phase, for all parameters, as one compiled method. */
final class PhaseProgram implements AutoCloseable {
    /** A number that depends on the step, of one parameter. */
    private record Number(TrainedParameter trained, ToDoubleFunction<Step> formula) {}

    private final UpdateRule rule;
    private final int phase;
    private final List<TrainedParameter> parameters;
    private final Map<Param, Map<String, DeviceTensor>> state;
    private final Values weights;
    private final boolean hessian;
    private final List<Number> numbers = new ArrayList<>();
    /** Whether the rule asks for the norm of all gradients. */
    private boolean usesNorm;

    private final Program program;

    PhaseProgram(
            UpdateRule rule,
            int phase,
            List<TrainedParameter> parameters,
            Map<Param, Map<String, DeviceTensor>> state,
            Values weights,
            Execution execution) {
        this.rule = rule;
        this.phase = phase;
        this.parameters = parameters;
        this.state = state;
        this.weights = weights;
        hessian = rule.hessianSamples(phase) > 0;
        List<Program.Input> inputs = new ArrayList<>();
        // the norm, then the numbers: how many is known once the rule has run
        inputs.add(new Program.Input(ElementType.FLOAT64, Shapes.BATCH));
        for (TrainedParameter trained : parameters) {
            Program.Input like =
                    new Program.Input(ElementType.FLOAT32, trained.param().shape());
            inputs.addAll(hessian ? List.of(like, like, like) : List.of(like, like));
            for (DeviceTensor tensor : state.get(trained.param()).values()) {
                inputs.add(new Program.Input(tensor.type(), tensor.shape()));
            }
        }
        program = Program.update(execution, inputs, (values, unused) -> {
            record(values);
            return List.of();
        });
    }

    private void record(List<Tensor> inputs) {
        numbers.clear();
        List<Update> updates = new ArrayList<>();
        int next = 1;
        for (TrainedParameter trained : parameters) {
            Tensor value = inputs.get(next++);
            Tensor gradient = inputs.get(next++);
            Tensor curvature = hessian ? inputs.get(next++) : null;
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : state.get(trained.param()).keySet()) {
                tensors.put(name, inputs.get(next++));
            }
            updates.add(new Update(trained, inputs.get(0), value, gradient, curvature, tensors));
        }
        updates.forEach(rule::update);
    }

    /** @param norm of all gradients; asked only if the rule asks for it */
    void run(Program.Results derivatives, Function<TrainedParameter, Step> step, DoubleSupplier norm) {
        Map<TrainedParameter, Step> steps = new LinkedHashMap<>();
        double[] values = new double[1 + numbers.size()];
        values[0] = usesNorm ? norm.getAsDouble() : 0;
        for (int i = 1; i < values.length; i++) {
            Number number = numbers.get(i - 1);
            values[i] = number.formula.applyAsDouble(steps.computeIfAbsent(number.trained, step));
        }
        try (DeviceTensor given = DeviceTensor.of(values, values.length)) {
            List<DeviceTensor> inputs = new ArrayList<>(List.of(given));
            for (TrainedParameter trained : parameters) {
                Param param = trained.param();
                inputs.add(weights.get(param));
                inputs.add(derivatives.gradients().get(param));
                if (hessian) {
                    inputs.add(derivatives.hessian().get(param));
                }
                inputs.addAll(state.get(param).values());
            }
            program.run(inputs, weights).close();
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private final class Update implements ParameterUpdate {
        private final TrainedParameter trained;
        private final Tensor given;
        private final Tensor value;
        private final Tensor gradient;
        private final Tensor hessian;
        private final Map<String, Tensor> state;

        Update(
                TrainedParameter trained,
                Tensor given,
                Tensor value,
                Tensor gradient,
                Tensor hessian,
                Map<String, Tensor> state) {
            this.trained = trained;
            this.given = given;
            this.value = value;
            this.gradient = gradient;
            this.hessian = hessian;
            this.state = state;
        }

        @Override
        public Param parameter() {
            return trained.param();
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
        public int phase() {
            return phase;
        }

        @Override
        public Tensor number(ToDoubleFunction<Step> formula) {
            Tensor number = given.select(0, 1 + numbers.size());
            numbers.add(new Number(trained, formula));
            // beside a parameter of rank 0 a FLOAT64 number would be the wider operand, and make the results FLOAT64
            return value.rank() == 0 ? number.to(ElementType.FLOAT32) : number;
        }

        @Override
        public double weightDecay() {
            return trained.weightDecay();
        }

        @Override
        public Tensor globalGradientNorm() {
            usesNorm = true;
            return given.select(0, 0).to(ElementType.FLOAT32);
        }

        @Override
        public Tensor hessian() {
            if (hessian == null) {
                throw new IllegalStateException(
                        "the rule did not ask for the Hessian at phase " + phase + "; hessianSamples must be above 0");
            }
            return hessian;
        }
    }
}
