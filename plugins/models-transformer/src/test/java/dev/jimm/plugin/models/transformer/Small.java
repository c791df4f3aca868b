package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** What tests of small members of a family need, that no pretrained weights are for. */
final class Small {
    /** Five classes, with dropout at 0.4 and stochastic depth at 0.25. */
    static final ModelOptions DROPPING = new ModelOptions(5, 3, 0.4, 0.25, null, 32);

    private Small() {}

    @SuppressWarnings("unchecked") // the family has one type of configuration
    static <C extends Record> Model build(ModelProvider family, C config, ModelOptions options) {
        return ((Architecture<C>) family.architectures().get(0)).build(config, options);
    }

    /** Compares with the first logits of timm's model, made with the generated weights and the generated input. */
    static void assertFirstLogits(Model model, long[] input, double... expected) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            float[] logits = generated
                    .outputs(Execution.TRACED, Set.of(), input)
                    .logits()
                    .values();
            double[] actual = new double[expected.length];
            Arrays.setAll(actual, i -> logits[i]);
            assertArrayEquals(expected, actual, 2e-5);
        }
    }

    /** The rates of an operator that drops, in the order of a training pass over images of a size. */
    static List<Double> rates(Model model, String operator, int size) {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(model, true, 2, 3, size, size);
        return runner.calls(operator).map(call -> call.number("probability")).toList();
    }

    static String refusal(Executable action) {
        return assertThrows(IllegalArgumentException.class, action).getMessage();
    }
}
