package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.TrainedParameter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Applies an update rule to a few parameters, with gradients that a test gives. */
final class Training implements AutoCloseable {
    /** The name of a parameter without weight decay. */
    static final String PLAIN = "plain";

    private final ParamTable table;
    private final Weights weights;
    private final Optimizer optimizer;
    private final double rate;

    /**
     * @param rate half of what the schedule starts from
     * @param weightDecay for all parameters but the one called {@link #PLAIN}
     * @param start the values that parameters begin at
     */
    Training(UpdateRule rule, double rate, double weightDecay, ParamTable table, Function<Param, float[]> start) {
        this.table = table;
        this.rate = rate;
        weights = Weights.of(table, start, false);
        List<TrainedParameter> trained = table.all().stream()
                .map(param -> new TrainedParameter(param, "all", 1, param.name().equals(PLAIN) ? 0 : weightDecay))
                .toList();
        optimizer = new Optimizer(rule, 2 * rate, trained, weights, Execution.TRACED);
    }

    /** A training of parameters of one dimension. */
    static Training of(UpdateRule rule, double rate, double weightDecay, Map<String, float[]> start) {
        ParamTable table = new ParamTable();
        start.forEach((name, values) -> table.root().weight(name, Init.ZEROS, values.length));
        return new Training(rule, rate, weightDecay, table, param -> start.get(param.name()));
    }

    /** One step; what is random in it is the same at every run. */
    void step(Function<Param, float[]> gradients) {
        step(gradients, rate);
    }

    /** A step at another rate. */
    void step(Function<Param, float[]> gradients, double rate) {
        Map<Param, DeviceTensor> given = new LinkedHashMap<>();
        table.all().forEach(param -> given.put(param, DeviceTensor.of(gradients.apply(param), param.shape())));
        Map<Param, DeviceTensor> hessian = new LinkedHashMap<>();
        if (optimizer.hessianSamples() > 0) {
            given.forEach((param, gradient) -> hessian.put(param, gradient.copy()));
        }
        try (Program.Results derivatives = new Program.Results(List.of(), given, hessian)) {
            Engine.seeded(optimizer.steps(), () -> {
                optimizer.step(derivatives, rate);
                return null;
            });
        }
    }

    /** The values of all parameters. */
    Map<Param, ByteBuffer> values() {
        Map<Param, ByteBuffer> values = new LinkedHashMap<>();
        table.all().forEach(param -> values.put(param, weights.get(param).bytes()));
        return values;
    }

    float[] values(String name) {
        return weights.get(table.find(name).orElseThrow()).floats();
    }

    /** What the rule keeps, by {@code PARAMETER/STATE}. */
    Map<String, DeviceTensor> state() {
        return optimizer.state();
    }

    @Override
    public void close() {
        optimizer.close();
        weights.close();
    }
}
