package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.verify.GeneratedValues;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every switch among the options makes a difference. */
@Tag("engine")
class SwitchesTest {
    private static final int STEPS = 8;
    private static final double RATE = 0.01;
    private static final double DECAY = 0.1;

    /** What else must be set for a switch to matter, where the options have it. */
    private static final Map<String, String> CONTEXT = Map.of(
            "corrected-decay", "decoupled-decay = true",
            "decoupled-decay", "corrected-decay = false",
            "caution", "beta1 = 0.9",
            "degenerated-to-sgd", "rectify = true",
            "normalize-spatial", "conv-mode = batched",
            "scale-eps", "eps = 0.1");

    @TestFactory
    Stream<DynamicTest> everySwitchMakesADifference() {
        return new OptimizersTest().providers().stream().flatMap(SwitchesTest::switches);
    }

    private static <C extends Record> Stream<DynamicTest> switches(OptimizerProvider<C> provider) {
        String name = provider.names().stream().sorted().findFirst().orElseThrow();
        C defaults = provider.defaults(name);
        List<String> keys = ConfigTree.keys(defaults.getClass());
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        return IntStream.range(0, components.length)
                .filter(i -> components[i].getType() == boolean.class)
                .mapToObj(keys::get)
                .map(key -> DynamicTest.dynamicTest(
                        name + " " + key, () -> assertDifference(provider, name, context(defaults, keys, key), key)));
    }

    private static <C extends Record> C context(C defaults, List<String> keys, String key) {
        String needed = CONTEXT.getOrDefault(key, "");
        return keys.contains(needed.split(" ")[0]) ? bound(needed, defaults) : defaults;
    }

    private static <C extends Record> C bound(String text, C defaults) {
        Problems problems = new Problems();
        C options = ConfigBinder.bind(ConfigFactory.parseString(text), "", defaults, problems);
        problems.throwIfAny();
        return options;
    }

    private static <C extends Record> void assertDifference(
            OptimizerProvider<C> provider, String name, C options, String key) {
        boolean usual = ConfigTree.toConfig(options).getBoolean(key);
        C turned = bound(key + " = " + !usual, options);
        assertNotEquals(trained(provider, name, options), trained(provider, name, turned));
    }

    private static <C extends Record> Map<Param, ByteBuffer> trained(
            OptimizerProvider<C> provider, String name, C options) {
        ParamTable table = new ParamTable();
        table.root().weight("kernel", Init.ZEROS, 4, 3, 3, 3);
        table.root().weight("matrix", Init.ZEROS, 4, 6);
        table.root().weight(Training.PLAIN, Init.ZEROS, 4);
        try (Training training =
                new Training(provider.rule(name, options), RATE, DECAY, table, param -> generated("p/", param, 1))) {
            for (int step = 1; step <= STEPS; step++) {
                String prefix = "g" + step + "/";
                double size = 1.0 / step; // falls, so that the largest is not the last
                training.step(param -> generated(prefix, param, size));
            }
            return training.values();
        }
    }

    private static float[] generated(String prefix, Param param, double size) {
        float[] values = GeneratedValues.unit(prefix + param.name(), Math.toIntExact(param.count()));
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) size;
        }
        return values;
    }
}
