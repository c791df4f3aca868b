package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules keep for a parameter, where that depends on its shape or on options. */
class StateTest {
    private static final String KEPT = """
        adafactor | | 20 17 | exp_avg_sq_row[20, 1] exp_avg_sq_col[1, 17]
        adafactor | | 17 20 | exp_avg_sq_row[17, 1] exp_avg_sq_col[1, 20]
        adafactor | | 16 20 | exp_avg_sq[16, 20]
        adafactor | | 20 16 | exp_avg_sq[20, 16]
        adafactor | min-dim-size-to-factor = 15 | 16 20 | exp_avg_sq_row[16, 1] exp_avg_sq_col[1, 20]
        # the channels of a kernel, else the last two axes
        adafactor | | 18 17 3 3 | exp_avg_sq_row[18, 1, 3, 3] exp_avg_sq_col[1, 17, 3, 3]
        adafactor | | 3 18 17 | exp_avg_sq_row[3, 18, 1] exp_avg_sq_col[3, 1, 17]
        adafactor | | 18 3 17 | exp_avg_sq[18, 3, 17]
        adafactor | | 40 | exp_avg_sq[40]
        adafactor | beta1 = 0.9 | 4 | exp_avg_sq[4] exp_avg[4]
        cadafactor | | 4 | exp_avg_sq[4]

        # the mean of the rows is over the largest axis, the later of equal ones
        adafactorbv | momentum = null | 20 17 | exp_avg_sq_row[1, 17] exp_avg_sq_col[20, 1]
        adafactorbv | momentum = null | 17 20 | exp_avg_sq_row[17, 1] exp_avg_sq_col[1, 20]
        adafactorbv | momentum = null | 17 17 | exp_avg_sq_row[17, 1] exp_avg_sq_col[1, 17]
        adafactorbv | momentum = null | 16 16 | exp_avg_sq_row[16, 1] exp_avg_sq_col[1, 16]
        adafactorbv | momentum = null | 15 40 | exp_avg_sq[15, 40]
        adafactorbv | momentum = null | 18 17 3 3 | exp_avg_sq_row[1, 17, 3, 3] exp_avg_sq_col[18, 1, 3, 3]
        adafactorbv | momentum = null | 18 3 17 | exp_avg_sq_row[1, 3, 17] exp_avg_sq_col[18, 3, 1]
        adafactorbv | momentum = null | 40 | exp_avg_sq[40]
        adafactorbv | | 40 | exp_avg_sq[40] exp_avg[40]BFLOAT16
        adafactorbv | momentum-dtype = float32 | 40 | exp_avg_sq[40] exp_avg[40]

        adabelief | amsgrad = true | 4 | exp_avg[4] exp_avg_var[4] max_exp_avg_var[4]
        radabelief | amsgrad = true | 4 | exp_avg[4] exp_avg_var[4]
        adahessian | | 4 6 | exp_avg[4, 6] exp_hessian_diag_sq[4, 6]
        adahessian | update-each = 2 | 4 6 | exp_avg[4, 6] exp_hessian_diag_sq[4, 6] hessian[4, 6]

        kron | | | momentum_buffer[1] Q_0[1]
        kron | | 5 | momentum_buffer[5] Q_0[5]
        kron | min-ndim-triangular = 1 | 5 | momentum_buffer[5] Q_0[5, 5]
        kron | | 5 1 4 | momentum_buffer[5, 1, 4] Q_0[5, 5] Q_1[1] Q_2[4, 4]
        kron | max-size-triangular = 4 | 5 4 | momentum_buffer[5, 4] Q_0[5] Q_1[4, 4]
        # of equal largest axes the last is diagonal, or none
        kron | memory-save-mode = one-diag | 5 5 4 | momentum_buffer[5, 5, 4] Q_0[5, 5] Q_1[5] Q_2[4, 4]
        kron | memory-save-mode = smart-one-diag | 5 5 4 | momentum_buffer[5, 5, 4] Q_0[5, 5] Q_1[5, 5] Q_2[4, 4]
        kron | memory-save-mode = smart-one-diag | 6 5 4 | momentum_buffer[6, 5, 4] Q_0[6] Q_1[5, 5] Q_2[4, 4]
        kron | memory-save-mode = all-diag | 5 4 | momentum_buffer[5, 4] Q_0[5] Q_1[4]
        kron | flatten = true | 24 18 3 3 | momentum_buffer[24, 18, 9] Q_0[24, 24] Q_1[18, 18] Q_2[9, 9]
        kron | flatten = true, flatten-start-dim = 1, flatten-end-dim = 2 | 4 3 2 5 | momentum_buffer[4, 6, 5] Q_0[4, 4] Q_1[6, 6] Q_2[5, 5]
        kron | flatten = true | 6 4 | momentum_buffer[6, 4] Q_0[6, 6] Q_1[4, 4]

        madgrad | | 4 | grad_sum_sq[4] s[4] x0[4]
        madgrad | momentum = 0 | 4 | grad_sum_sq[4] s[4]
        mars | | 4 6 | exp_avg[4, 6] exp_avg_sq[4, 6] last_grad[4, 6]
        mars | mars-type = lion | 4 6 | exp_avg[4, 6] last_grad[4, 6]
        mars | mars-type = lion | 4 | exp_avg[4] exp_avg_sq[4]
        mars | mars-type = lion, optimize1d = true | 4 | exp_avg[4] last_grad[4]

        # matrices of at least 4 x 4, at most 128 times as long as wide
        muon | | 4 512 | momentum_buffer[4, 512]
        muon | | 512 4 | momentum_buffer[512, 4]
        muon | | 4 513 | exp_avg[4, 513] exp_avg_sq[4, 513]
        muon | | 3 24 | exp_avg[3, 24] exp_avg_sq[3, 24]
        muon | | 24 2 1 2 | momentum_buffer[24, 2, 1, 2]
        muon | | 24 3 1 1 | exp_avg[24, 3, 1, 1] exp_avg_sq[24, 3, 1, 1]
        muon | | 1 9 24 | exp_avg[1, 9, 24] exp_avg_sq[1, 9, 24]
        muon | | 24 1 3 3 | exp_avg[24, 1, 3, 3] exp_avg_sq[24, 1, 3, 3]
        muon | | 24 | exp_avg[24] exp_avg_sq[24]
        adamuon | | 8 8 | momentum_buffer[8, 8] exp_avg_sq[8, 8]

        novograd | amsgrad = true | 4 6 | exp_avg[4, 6] exp_avg_sq[] max_exp_avg_sq[]
        rmsprop | momentum = 0, centered = true | 4 | square_avg[4] grad_avg[4]
        rmsproptf | momentum = 0, centered = true | 4 | square_avg[4] grad_avg[4]
        sgd | momentum = 0 | 4 | ''
        sgdw | momentum = 0 | 4 | ''
        sgdp | momentum = 0 | 4 | momentum[4]
        lars | momentum = 0 | 4 | ''
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = KEPT)
    void isKept(String name, String options, String shape, String kept) {
        String given = options == null ? "" : options;
        String actual = OneParameter.rule(name, given).state(parameter(shape)).stream()
                .map(StateTest::text)
                .collect(Collectors.joining(" "));
        assertEquals(kept, actual);
    }

    private static Param parameter(String shape) {
        long[] sizes = shape == null
                ? new long[0]
                : Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
        ParamTable table = new ParamTable();
        table.root().weight("weight", Init.ZEROS, sizes);
        return table.all().get(0);
    }

    private static String text(StateTensor tensor) {
        String type = tensor.type() == ElementType.FLOAT32 ? "" : "" + tensor.type();
        return tensor.name() + Shapes.text(tensor.shape()) + type;
    }
}
