package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Ops;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.OpCases.Case;
import dev.jimm.core.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformity of the catalogue: every entry has a case in {@link OpCases}, and in every case the shape and type rules agree with the engine, and
 * the computation traced with an unknown batch size gives the bits of the eager one.
 */
@Tag("engine")
class OpCatalogueTest {
    @ParameterizedTest
    @MethodSource("dev.jimm.core.engine.OpCases#cases")
    void rulesAgreeWithTheEngineAndTracedEqualsEager(Case c) {
        List<DeviceTensor> inputs = new ArrayList<>();
        for (int i = 0; i < c.given().size(); i++) {
            inputs.add(OpCases.values(c.given().get(i), i));
        }
        List<Program.Input> declared = c.given().stream()
                .map(given -> new Program.Input(given.type(), given.shape()))
                .toList();
        Program.Body body = (in, parameters) -> List.of(c.body().apply(in));
        try (Program eager = Program.inference(Execution.EAGER, Precision.FP32, declared, body);
                Program traced = Program.inference(Execution.TRACED, Precision.FP32, declared, body)) {
            Native.seed(7);
            try (Program.Results expected = eager.run(inputs, null)) {
                Native.seed(7);
                try (Program.Results actual = traced.run(inputs, null)) {
                    assertArrayEquals(
                            bits(expected.values().get(0)), bits(actual.values().get(0)));
                }
                Graph graph = Program.record(Precision.FP32, declared, body, false);
                Graph.Value result = graph.results().get(0);
                assertArrayEquals(
                        OpCases.concrete(result.shape()),
                        expected.values().get(0).shape());
                assertEquals(
                        Native.djlCode(result.type()),
                        Native.djlCode(expected.values().get(0).handle()));
            }
        } finally {
            inputs.forEach(DeviceTensor::close);
        }
    }

    /** The first operand is made for the case alone, so that the traced program overwrites it where it can. */
    @ParameterizedTest
    @MethodSource("dev.jimm.core.engine.OpCases#cases")
    void overwritingFormsGiveTheSameBits(Case c) {
        rulesAgreeWithTheEngineAndTracedEqualsEager(new Case(c.name(), c.given(), in -> {
            List<Tensor> copied = new ArrayList<>(in);
            copied.set(0, in.get(0).mul(1));
            return c.body().apply(copied);
        }));
    }

    /** The first operand is of 16 bits, as in the middle of a model. */
    @ParameterizedTest
    @MethodSource("lowCases")
    void lowPrecisionTracedEqualsEager(Case c, Precision precision) {
        List<DeviceTensor> inputs = new ArrayList<>();
        for (int i = 0; i < c.given().size(); i++) {
            inputs.add(OpCases.values(c.given().get(i), i));
        }
        List<Program.Input> declared = c.given().stream()
                .map(given -> new Program.Input(given.type(), given.shape()))
                .toList();
        Program.Body body = (in, parameters) -> {
            List<Tensor> low = new ArrayList<>(in);
            low.set(0, in.get(0).to(precision.low()));
            Tensor result = c.body().apply(low);
            return List.of(result.type().isFloating() ? result.to(ElementType.FLOAT32) : result);
        };
        try (Program eager = Program.inference(Execution.EAGER, precision, declared, body);
                Program traced = Program.inference(Execution.TRACED, precision, declared, body)) {
            Native.seed(7);
            try (Program.Results expected = eager.run(inputs, null)) {
                Native.seed(7);
                try (Program.Results actual = traced.run(inputs, null)) {
                    assertArrayEquals(
                            bits(expected.values().get(0)), bits(actual.values().get(0)));
                }
            }
        } finally {
            inputs.forEach(DeviceTensor::close);
        }
    }

    static Stream<Arguments> lowCases() {
        return Stream.of(Precision.BF16, Precision.FP16)
                .flatMap(precision -> OpCases.cases().stream().map(c -> Arguments.of(c, precision)));
    }

    @Test
    void everyEntryHasACase() {
        Set<String> covered = new TreeSet<>();
        for (Case c : OpCases.cases()) {
            List<Program.Input> declared = c.given().stream()
                    .map(given -> new Program.Input(given.type(), given.shape()))
                    .toList();
            Program.record(
                            Precision.FP32,
                            declared,
                            (in, parameters) -> List.of(c.body().apply(in)),
                            false)
                    .nodes()
                    .forEach(node -> covered.add(node.op().name()));
        }
        Set<String> all = Ops.all().stream().map(Op::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, covered);
    }

    private static byte[] bits(DeviceTensor tensor) {
        return tensor.bytes().array();
    }
}
