package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation of blocks. */
class MobileBlockTest {
    @Test
    void argumentsStandInAnyOrder() {
        MobileBlock block = MobileBlock.parse("ir_se0.25_c24_nhs_e2.5_s2_k3.5.7_r2_a1.1_gs8");
        assertEquals(MobileBlock.Kind.IR, block.kind());
        assertEquals(2, block.repeats());
        assertEquals(List.of(3, 5, 7), block.kernel());
        assertEquals(List.of(1, 1), block.pointwiseKernel("a"));
        assertEquals(List.of(1), block.pointwiseKernel("p"));
        assertEquals(2, block.stride());
        assertEquals(2.5, block.expansion());
        assertEquals(24, block.channels());
        assertEquals(0.25, block.squeeze());
        assertEquals(Activation.HARD_SWISH, block.activation(Activation.RELU));
        assertEquals(8, block.groupSize(0));
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        MobileBlock block = MobileBlock.parse("ir_r1_k3_s1_c16");
        assertEquals(1, block.expansion());
        assertEquals(0, block.squeeze());
        assertEquals(0, block.experts());
        assertEquals(Activation.SILU, block.activation(Activation.SILU));
        assertFalse(block.spaceToDepth());
        assertEquals(1, block.groupSize(0), "depthwise");
        assertEquals(16, block.groupSize(16));
        assertEquals(0, MobileBlock.parse("er_r1_k3_s1_c16").groupSize(0), "one group");
    }

    @Test
    void attentionHasHeads() {
        MobileBlock block = MobileBlock.parse("mqa_r1_k3_h4_s1_v2_d64_c160");
        assertEquals(4, block.heads());
        assertEquals(64, block.headDim());
        assertEquals(2, block.keyStride());
        assertFalse(block.spaceToDepth());
    }

    @ParameterizedTest
    @CsvSource({
        "cn_r1_k3_s1_c16, false",
        "cn_r1_k3_s1_c16_skip, true",
        "ds_r1_k3_s1_c16, true",
        "ds_r1_k3_s1_c16_noskip, false",
        "dsa_r1_k3_s1_c16, false",
        "ir_r1_k3_s1_c16_noskip, false",
        "er_r1_k3_s1_c16, true",
        "uir_r1_k0_s1_c16, true"
    })
    void shortcuts(String text, boolean expected) {
        assertEquals(expected, MobileBlock.parse(text).allowsShortcut());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            xr_r1_k3_s1_c16      | must begin with one of cn, ds, dsa, ir, er, uir, mqa
            ir_r1_k3_s1_c16_z4   | has an unknown argument 'z4'
            ir_r1_k3_s1_c16_nxx  | has an unknown argument 'nxx'
            ir_r1_s1_c16         | lacks 'k'
            mqa_r1_k3_s1_c16_h4  | lacks 'd'
            ir_r0_k3_s1_c16      | needs r, c and e above 0, and 1 or 2 for s
            ir_r1_k3_s3_c16      | needs r, c and e above 0, and 1 or 2 for s
            er_r1_k3.5_s1_c16    | cannot mix kernels
            ir_r1_k3.5_s1_c16_cc4 | cannot mix kernels
            ir_r1_k0_s1_c16      | needs a kernel above 0
            ir_r1_k3_s1_c16_c24  | has 'c' twice
            ir_r1_k3_s1_c99999999999 | has 'c99999999999', which is too large
            ir_r1_k3_s1_c1.6     | has 'c1.6', which is no single number
            ir_r1_k3_s1_e1.2.3_c16 | has 'e1.2.3', which is no single number
            ir_r1_k4_s1_c16      | has 'k4', but kernels must be odd
            uir_r1_a2_k3_s1_c16  | has 'a2', but kernels must be odd
            uir_r1_a0_k0_s2_c16  | has a stride, but no convolution for it
            mqa_r1_k3_h4_s2_d64_c16 | has a stride, but no convolution for it
            """)
    void refusalsQuoteTheBlock(String text, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> MobileBlock.parse(text))
                .getMessage();
        assertTrue(message.startsWith("the block '" + text + "' " + reason), message);
    }
}
