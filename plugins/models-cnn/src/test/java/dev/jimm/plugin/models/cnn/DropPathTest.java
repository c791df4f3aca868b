package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ShapeRunner;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Families that timm has without stochastic depth, and that have residual branches to drop. */
class DropPathTest {
    static Stream<Arguments> blocks() {
        return Stream.of(
                Arguments.of(new SeNet(), "legacy_seresnet18", 8),
                Arguments.of(new GhostNet(), "ghostnet_050", 16),
                Arguments.of(new GhostNet(), "ghostnetv3_050", 16));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void growsLinearly(ModelProvider family, String name, int blocks) {
        ShapeRunner training = new ShapeRunner();
        ModelOptions options = new ModelOptions(10, 3, 0, 0.3, null, 32);
        family.architectures().stream()
                .filter(architecture -> architecture.name().equals(name))
                .forEach(architecture -> training.logits(architecture.build(options), true, 2, 3, 64, 64));
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        double[] expected = IntStream.range(1, blocks)
                .mapToDouble(block -> 0.3 * block / (blocks - 1))
                .toArray();
        assertArrayEquals(expected, rates, 1e-12);
    }
}
