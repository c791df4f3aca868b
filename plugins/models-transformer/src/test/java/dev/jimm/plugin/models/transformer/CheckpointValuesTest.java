package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where values end up when the tensors of published checkpoints are turned, cut, joined and added. */
class CheckpointValuesTest {
    private final Map<String, CheckpointTensor> published = new LinkedHashMap<>();

    /** first, first + 1, ... */
    private CheckpointValuesTest with(String name, int first, long... shape) {
        float[] values = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + i;
        }
        published.put(name, CheckpointTensor.computed(() -> values, shape));
        return this;
    }

    private StateDict converted() {
        return new VisionTransformer().convert(new StateDict(published), new ParamTable());
    }

    @Test
    void flaxKernels() {
        String block = "opt/target/Transformer/encoderblock_0/";
        String attention = block + "MultiHeadDotProductAttention_1/";
        StateDict converted = with("opt/target/embedding/kernel", 0, 1, 2, 3, 1)
                .with(attention + "query/kernel", 0, 4, 2, 2)
                .with(attention + "key/kernel", 100, 4, 2, 2)
                .with(attention + "value/kernel", 200, 4, 2, 2)
                .with(attention + "out/kernel", 0, 2, 2, 4)
                .with(block + "MlpBlock_3/Dense_1/kernel", 0, 2, 3)
                .converted();
        float[] qkv = converted.get("blocks.0.attn.qkv.weight").floats();
        assertArrayEquals(new float[] {0, 4, 8, 12, 1, 5, 9, 13}, Arrays.copyOf(qkv, 8));
        assertEquals(104, qkv[17], "the key's first column is its first row");
        assertEquals(215, qkv[47]);
        assertArrayEquals(
                new float[] {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
                converted.get("blocks.0.attn.proj.weight").floats());
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5},
                converted.get("blocks.0.mlp.fc2.weight").floats());
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5},
                converted.get("patch_embed.proj.weight").floats());
    }

    @Test
    void flaxBlocksInOneTensor() {
        StateDict converted = with("params/embedding/kernel", 0, 1, 1, 1, 1)
                .with("params/Transformer/encoderblock/LayerNorm_1/bias", 0, 3, 2)
                .converted();
        assertArrayEquals(
                new float[] {4, 5}, converted.get("blocks.2.norm2.bias").floats());
        with("params/Transformer/encoderblock/LayerNorm_0/bias", 0, 2_000_000_000L, 0);
        assertEquals(
                "it has 2000000000 blocks, more than any model",
                assertThrows(IllegalArgumentException.class, this::converted).getMessage());
    }

    @Test
    void theProjectionOfClipIsTheClassifier() {
        StateDict converted = with("visual.class_embedding", 7, 2)
                .with("visual.proj", 0, 2, 3)
                .converted();
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5}, converted.get("head.weight").floats());
        assertArrayEquals(new float[3], converted.get("head.bias").floats());
        assertArrayEquals(new float[] {7, 8}, converted.get("cls_token").floats());
    }

    @Test
    void thePositionOfDinosClassTokenIsAddedToIt() {
        StateDict converted = with("register_tokens", 0, 1, 1, 2)
                .with("cls_token", 10, 1, 1, 2)
                .with("pos_embed", 0, 1, 3, 2)
                .converted();
        assertArrayEquals(new float[] {10, 12}, converted.get("cls_token").floats());
        assertArrayEquals(new float[] {2, 3, 4, 5}, converted.get("pos_embed").floats());
    }

    @Test
    void theClassAttentionOfXcitIsCut() {
        with("cls_attn_blocks.0.attn.qkv.bias", 0, 6);
        StateDict converted = new Xcit().convert(new StateDict(published), new ParamTable());
        assertArrayEquals(
                new float[] {2, 3},
                converted.get("cls_attn_blocks.0.attn.k.bias").floats());
    }

    @Test
    void thePixelsOfTntAreAMap() {
        ParamTable model = new ParamTable();
        model.root().weight("pixel_pos", Init.ZEROS, 1, 2, 2, 2);
        with("inner_pos", 0, 1, 4, 2);
        StateDict converted = new Tnt().convert(new StateDict(published), model);
        assertArrayEquals(
                new float[] {0, 2, 4, 6, 1, 3, 5, 7}, converted.get("pixel_pos").floats());
    }
}
