package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Branches of two channels, each in a group of its own, made one convolution. */
class FusedConv2dTest {
    private static final float EPSILON = 1e-5f;

    /** Norms whose scales are 2 and 3, 5 and 7, 1 and 0.5. */
    private static final Map<String, float[]> TRAINED = Map.ofEntries(
            Map.entry("block.kxk.conv.weight", new float[] {
                1, 2, 3, 4, 5, 6, 7, 8, 9,
                9, 8, 7, 6, 5, 4, 3, 2, 1
            }),
            Map.entry("block.kxk.bn.weight", new float[] {2, 3}),
            Map.entry("block.kxk.bn.bias", new float[] {1, 1}),
            Map.entry("block.kxk.bn.running_mean", new float[] {10, 20}),
            Map.entry("block.kxk.bn.running_var", new float[] {1 - EPSILON, 1 - EPSILON}),
            Map.entry("block.point.conv.weight", new float[] {10, 100}),
            Map.entry("block.point.bn.weight", new float[] {5, 7}),
            Map.entry("block.point.bn.bias", new float[] {2, 3}),
            Map.entry("block.point.bn.running_mean", new float[] {0, 0}),
            Map.entry("block.point.bn.running_var", new float[] {1 - EPSILON, 1 - EPSILON}),
            Map.entry("block.identity.weight", new float[] {2, 1}),
            Map.entry("block.identity.bias", new float[] {0, 0}),
            Map.entry("block.identity.running_mean", new float[] {1, 1}),
            Map.entry("block.identity.running_var", new float[] {4 - EPSILON, 4 - EPSILON}));

    @Test
    void branchesAreAddedWithTheirNorms() {
        ParamTable table = ParamTable.ofFused();
        assertTrue(table.isFused());
        assertFalse(new ParamTable(2).isFused());
        Scope block = table.root().at("block");
        FusedConv2d.of(Conv2d.of(2, 2, 3).groups(2))
                .branch(block, "kxk.conv", "kxk.bn", 3)
                .branch(block, "point.conv", "point.bn", 1)
                .identity(block, "identity")
                .at(block.at("reparam_conv"));
        List<Param> declared = table.state();
        assertEquals("[block.reparam_conv.weight, block.reparam_conv.bias]", declared.toString());
        float[] weight = values(declared.get(0));
        float[] expected = {
            2, 4, 6, 8, 10 + 50 + 1, 12, 14, 16, 18,
            27, 24, 21, 18, 15 + 700 + 0.5f, 12, 9, 6, 3
        };
        assertArrayEquals(expected, weight, 1e-4f);
        assertArrayEquals(new float[] {1 - 20 + 2 - 1, 1 - 60 + 3 - 0.5f}, values(declared.get(1)), 1e-4f);
    }

    /** Of a convolution without groups, the identity gives each channel to itself only. */
    @Test
    void theIdentityIsAKernel() {
        ParamTable table = ParamTable.ofFused();
        Scope block = table.root().at("block");
        FusedConv2d.of(Conv2d.of(2, 2, 1)).identity(block, "identity").at(block.at("reparam_conv"));
        assertArrayEquals(new float[] {1, 0, 0, 0.5f}, values(table.state().get(0)), 1e-6f);
    }

    private static float[] values(Param param) {
        return param.fusion().orElseThrow().values(TRAINED::get);
    }
}
