package dev.jimm.plugin.models.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where values end up of what Google published. */
class MlpMixerCheckpointTest {
    private final Map<String, CheckpointTensor> published = new LinkedHashMap<>();

    /** 0, 1, ... */
    private void with(String name, long... shape) {
        float[] values = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        published.put(name, CheckpointTensor.computed(() -> values, shape));
    }

    @Test
    void kernelsAreTurned() {
        with("stem/kernel", 1, 2, 3, 2);
        with("MixerBlock_11/token_mixing/Dense_1/kernel", 2, 3);
        with("MixerBlock_11/LayerNorm_1/scale", 2);
        with("head/kernel", 2, 2);
        StateDict converted = new MlpMixer().convert(new StateDict(published), new ParamTable());
        assertEquals(
                List.of("stem.proj.weight", "blocks.11.mlp_tokens.fc2.weight", "blocks.11.norm2.weight", "head.weight"),
                converted.names());
        assertArrayEquals(
                new long[] {2, 3, 1, 2}, converted.get("stem.proj.weight").shape());
        assertArrayEquals(
                new float[] {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11},
                converted.get("stem.proj.weight").floats());
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5},
                converted.get("blocks.11.mlp_tokens.fc2.weight").floats());
        assertArrayEquals(new float[] {0, 2, 1, 3}, converted.get("head.weight").floats());
    }
}
