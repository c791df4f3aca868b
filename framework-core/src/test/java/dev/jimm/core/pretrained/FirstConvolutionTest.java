package dev.jimm.core.pretrained;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.checkpoint.CheckpointTensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of timm 1.0.31 ({@code adapt_input_conv}). */
class FirstConvolutionTest {
    /** 1, 2, 3, ... */
    private static CheckpointTensor counting(long... shape) {
        return CheckpointTensor.zeros(shape)
                .plus(CheckpointTensor.computed(
                        () -> {
                            float[] values = new float[12];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = i + 1;
                            }
                            return values;
                        },
                        shape));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9 12 27 30",
        "2, 1.5 3 4.5 6 10.5 12 13.5 15",
        "4, 0.75 1.5 2.25 3 3.75 4.5 0.75 1.5 5.25 6 6.75 7.5 8.25 9 5.25 6",
    })
    void coloursAreSummedOrRepeated(int channels, String expected) {
        CheckpointTensor adapted = FirstConvolution.adapt(counting(2, 3, 1, 2), channels);
        assertArrayEquals(new long[] {2, channels, 1, 2}, adapted.shape());
        float[] values = new float[4 * channels];
        double[] wanted =
                Stream.of(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
        for (int i = 0; i < wanted.length; i++) {
            values[i] = (float) wanted[i];
        }
        assertArrayEquals(values, adapted.floats(), 1e-6f);
    }

    @Test
    void oneChannelOfStemsThatCutPatchesFirst() {
        CheckpointTensor adapted = FirstConvolution.adapt(counting(1, 6, 1, 2), 1);
        assertEquals("[1, 2, 1, 2]", Arrays.toString(adapted.shape()));
        assertArrayEquals(new float[] {9, 12, 27, 30}, adapted.floats());
    }

    @Test
    void whatIsNotOfColoursIsRefused() {
        assertEquals("it is no convolution", refused(counting(2, 6), 4));
        assertEquals("it is no convolution", refused(counting(2, 0, 1, 1), 1));
        assertEquals("it has 6 input channels, not 3", refused(counting(1, 6, 1, 2), 4));
        assertEquals("its 4 input channels are no multiple of 3", refused(counting(3, 4, 1, 1), 1));
    }

    private static String refused(CheckpointTensor weight, int channels) {
        return assertThrows(IllegalArgumentException.class, () -> FirstConvolution.adapt(weight, channels))
                .getMessage();
    }
}
