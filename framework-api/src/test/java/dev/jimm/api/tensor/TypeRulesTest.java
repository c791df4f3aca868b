package dev.jimm.api.tensor;

import static dev.jimm.api.tensor.ElementType.BFLOAT16;
import static dev.jimm.api.tensor.ElementType.BOOL;
import static dev.jimm.api.tensor.ElementType.FLOAT32;
import static dev.jimm.api.tensor.ElementType.FLOAT64;
import static dev.jimm.api.tensor.ElementType.INT64;
import static dev.jimm.api.tensor.ElementType.UINT8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Element types of results: promotion, and the precision policy. */
class TypeRulesTest {
    private final ShapeRunner runner = new ShapeRunner();

    @ParameterizedTest
    @CsvSource({
        "BOOL, UINT8, UINT8",
        "UINT8, INT64, INT64",
        "INT64, BFLOAT16, BFLOAT16",
        "BFLOAT16, FLOAT32, FLOAT32",
        "FLOAT64, FLOAT32, FLOAT64",
        "FLOAT32, FLOAT32, FLOAT32"
    })
    void theWiderTypeWins(ElementType a, ElementType b, ElementType result) {
        assertEquals(result, runner.tensor(a, 2).add(runner.tensor(b, 2)).type());
        assertEquals(result, runner.tensor(b, 2).add(runner.tensor(a, 2)).type());
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, FLOAT64, FLOAT32",
        "BFLOAT16, FLOAT32, BFLOAT16",
        "UINT8, INT64, UINT8",
        "INT64, FLOAT32, FLOAT32",
        "BOOL, INT64, INT64"
    })
    void aNumberRaisesTheKindOnly(ElementType dimensioned, ElementType number, ElementType result) {
        assertEquals(
                result, runner.tensor(dimensioned, 2).mul(runner.tensor(number)).type());
        assertEquals(
                result, runner.tensor(number).mul(runner.tensor(dimensioned, 2)).type());
    }

    @Test
    void twoNumbersPromoteLikeTensors() {
        assertEquals(FLOAT64, runner.tensor(FLOAT32).add(runner.tensor(FLOAT64)).type());
    }

    @Test
    void someOperatorsHaveTheirOwnType() {
        Tensor x = runner.tensor(2, 3);
        assertEquals(BOOL, x.greater(x).type());
        assertEquals(INT64, x.argmax(1).type());
        assertEquals(UINT8, x.to(UINT8).type());
        assertEquals(FLOAT32, x.greater(x).where(x, x).type());
        assertEquals(FLOAT32, x.indexSelect(0, runner.tensor(INT64, 4)).type());
    }

    @Test
    void nothingIsConvertedToItsOwnType() {
        Tensor x = runner.tensor(2, 3);
        assertSame(x, x.to(FLOAT32));
        assertEquals(List.of(), runner.calls());
    }

    private static List<String> calls(UnaryOperator<Tensor> body) {
        ShapeRunner runner = new ShapeRunner(Precision.BF16);
        body.apply(runner.tensor(4, 4));
        return runner.calls();
    }

    @Test
    void thePolicyConvertsForLowAndFullOperators() {
        assertEquals(List.of("to BFLOAT16", "matmul BFLOAT16"), calls(x -> x.matmul(x)));
        assertEquals(
                List.of("to BFLOAT16", "matmul BFLOAT16", "to FLOAT32", "softmax FLOAT32"),
                calls(x -> x.matmul(x).softmax(1)));
        assertEquals(
                List.of("to BFLOAT16", "matmul BFLOAT16", "relu BFLOAT16"),
                calls(x -> x.matmul(x).relu()));
        assertEquals(List.of("softmax FLOAT32"), calls(x -> x.softmax(1)));
    }

    @Test
    void thePolicyLeavesWholeNumbersAlone() {
        ShapeRunner low = new ShapeRunner(Precision.BF16);
        Tensor loss = low.tensor(BFLOAT16, 4, 10).crossEntropy(low.tensor(INT64, 4), 0);
        assertEquals(FLOAT32, loss.type());
        assertEquals(List.of("to FLOAT32", "cross_entropy FLOAT32"), low.calls());
    }
}
