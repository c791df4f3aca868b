package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Applies an update rule to named parameters, step by step, on the {@link ReferenceRunner}. */
final class ReferenceTraining {
    private final ReferenceRunner runner = new ReferenceRunner();
    private final ParamTable table = new ParamTable();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final UpdateRule rule;
    private final double rate;
    private final double weightDecay;
    private int step;

    ReferenceTraining(UpdateRule rule, double rate, double weightDecay) {
        this.rule = rule;
        this.rate = rate;
        this.weightDecay = weightDecay;
    }

    private record Parameter(Tensor value, Map<String, Tensor> state) {}

    ReferenceTraining with(String name, double... values) {
        Param param = table.root().weight(name, Init.ZEROS, values.length);
        Map<String, Tensor> state = new HashMap<>();
        for (StateTensor declared : rule.state(param)) {
            state.put(
                    declared.name(), runner.tensor(new double[(int) Shapes.count(declared.shape())], declared.shape()));
        }
        parameters.put(name, new Parameter(runner.tensor(values, values.length), state));
        return this;
    }

    /** One step with the gradients that the function gives for the parameters' names. */
    void step(Function<String, double[]> gradients) {
        step++;
        double squares = parameters.keySet().stream()
                .flatMapToDouble(name -> Arrays.stream(gradients.apply(name)))
                .map(x -> x * x)
                .sum();
        parameters.forEach((name, parameter) -> {
            double[] gradient = gradients.apply(name);
            rule.update(new Update(parameter, runner.tensor(gradient, gradient.length), Math.sqrt(squares)));
        });
    }

    double[] values(String name) {
        return ((ReferenceRunner.Values) parameters.get(name).value()).data();
    }

    private final class Update implements ParameterUpdate {
        private final Parameter parameter;
        private final Tensor gradient;
        private final double norm;

        private Update(Parameter parameter, Tensor gradient, double norm) {
            this.parameter = parameter;
            this.gradient = gradient;
            this.norm = norm;
        }

        @Override
        public Tensor value() {
            return parameter.value();
        }

        @Override
        public Tensor gradient() {
            return gradient;
        }

        @Override
        public Tensor state(String name) {
            Tensor found = parameter.state().get(name);
            if (found == null) {
                throw new IllegalArgumentException("the rule declared no state '" + name + "'");
            }
            return found;
        }

        @Override
        public Tensor rate() {
            return runner.number(rate);
        }

        @Override
        public Tensor step() {
            return runner.number(step);
        }

        @Override
        public double weightDecay() {
            return weightDecay;
        }

        @Override
        public Tensor globalGradientNorm() {
            return runner.number(norm);
        }
    }
}
