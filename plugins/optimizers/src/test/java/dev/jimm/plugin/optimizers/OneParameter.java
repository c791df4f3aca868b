package dev.jimm.plugin.optimizers;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.util.stream.IntStream;

/** An optimizer, by its name and options as a user writes them, at work on a parameter. */
final class OneParameter implements AutoCloseable {
    /** The learning rate; the schedule starts from twice as much. */
    static final double RATE = 0.1;

    static final double NO_DECAY = 0;

    /** How far values may be from those by hand, which are of about 1. */
    static final double ROUNDING = 1e-6;

    private static final ProviderCatalogue CATALOGUE = OptimizersTest.catalogue();
    private static final String NAME = "weight";

    private final Training training;

    OneParameter(String name, String options, double weightDecay, long[] shape, double... start) {
        ParamTable table = new ParamTable();
        table.root().weight(NAME, Init.ZEROS, shape);
        training = new Training(rule(name, options), RATE, weightDecay, table, unused -> floats(start));
    }

    /** A vector. */
    static OneParameter vector(String name, String options, double weightDecay, double... start) {
        return new OneParameter(name, options, weightDecay, new long[] {start.length}, start);
    }

    /** Where a vector of one value goes that starts at 2: its value after each of some gradients. */
    static double[] path(String name, String options, double weightDecay, double... gradients) {
        try (OneParameter parameter = vector(name, options, weightDecay, 2)) {
            return IntStream.range(0, gradients.length)
                    .mapToDouble(i -> parameter.step(gradients[i])[0])
                    .toArray();
        }
    }

    static UpdateRule rule(String name, String options) {
        return rule(CATALOGUE.find(ProviderKind.OPTIMIZER, name).provider(), name, options);
    }

    private static <C extends Record> UpdateRule rule(OptimizerProvider<C> provider, String name, String options) {
        Problems problems = new Problems();
        C bound = ConfigBinder.bind(ConfigFactory.parseString(options), "", provider.defaults(name), problems);
        problems.throwIfAny();
        return provider.rule(name, bound);
    }

    /** The values after one more step. */
    double[] step(double... gradient) {
        return stepAt(RATE, gradient);
    }

    double[] stepAt(double rate, double... gradient) {
        training.step(unused -> floats(gradient), rate);
        return doubles(training.values(NAME));
    }

    double[] state(String name) {
        return doubles(training.state().get(NAME + "/" + name).floats());
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float... values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Override
    public void close() {
        training.close();
    }
}
