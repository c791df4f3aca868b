package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * The gated positional self-attention of {@link Convit}: each head mixes what it attends to by content with what it
 * attends to by position, in a proportion that it learns. It begins like a convolution: each head looks at one
 * neighbour of the patch, and passes it on as it is.
 */
final class ConvitAttention {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);
    /** Columns apart, rows apart, and the square of the distance. */
    private static final int OFFSETS = 3;

    private ConvitAttention() {}

    /** The offsets from each patch to each other of a square grid: (patches, patches, 3). All blocks share them. */
    static Param offsets(Scope root, int gridSize) {
        int patches = gridSize * gridSize;
        return root.constant("rel_indices", () -> offsets(gridSize), patches, patches, OFFSETS);
    }

    private static float[] offsets(int gridSize) {
        int patches = gridSize * gridSize;
        float[] offsets = new float[patches * patches * OFFSETS];
        for (int i = 0; i < patches * patches; i++) {
            int from = i / patches;
            int to = i % patches;
            int columns = to % gridSize - from % gridSize;
            int rows = to / gridSize - from / gridSize;
            offsets[OFFSETS * i] = columns;
            offsets[OFFSETS * i + 1] = rows;
            offsets[OFFSETS * i + 2] = (float) (columns * columns + rows * rows);
        }
        return offsets;
    }

    /** Keeps (N, patches, dim). */
    static Layer at(ConvitConfig config, Param offsets, Scope scope) {
        int dim = config.dim();
        int heads = config.numHeads();
        Param gating = scope.weight("gating_param", Init.ONES, heads);
        Linear plain = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS);
        Layer queriesAndKeys = Linear.of(dim, 2 * dim)
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qk"));
        Layer values = plain.bias(config.qkvBias()).init(identity(), Init.ZEROS).at(scope.at("v"));
        Layer proj = plain.at(scope.at("proj"));
        Layer positions = Linear.of(OFFSETS, heads)
                .init(neighbours(heads, config.localityStrength()), Init.ZEROS)
                .at(scope.at("pos_proj"));
        Layer weightDrop = Drop.dropout(config.attnDropRate());
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt(config.embedDim());
        return (x, pass) -> {
            Tensor packed = Tokens.heads(queriesAndKeys.forward(x, pass), 2, heads);
            Tensor byContent = packed.select(0, 0)
                    .matmul(packed.select(0, 1).transpose(2, 3))
                    .mul(scale)
                    .softmax(3);
            Tensor byPosition = positions
                    .forward(pass.value(offsets), pass) // (patches, patches, heads) to (1, heads, patches, patches)
                    .permute(2, 0, 1)
                    .unsqueeze(0)
                    .softmax(3);
            Tensor gate = pass.value(gating).sigmoid().reshape(1, heads, 1, 1);
            Tensor mixed = gate.neg().add(1).mul(byContent).add(gate.mul(byPosition));
            Tensor weights = weightDrop.forward(mixed.div(mixed.sumKeep(3)), pass);
            Tensor value = Tokens.heads(values.forward(x, pass), 1, heads).select(0, 0);
            Tensor seen = weights.matmul(value).transpose(1, 2).reshape(x.shape());
            return pass.run(seen, proj, drop);
        };
    }

    private static Init identity() {
        return (weights, shape, random) -> {
            int size = (int) shape[0];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = i / size == i % size ? 1 : 0;
            }
        };
    }

    /**
     * A score that falls with the square of the distance to one neighbour, another for each head: as many as fill a
     * square do so, the others start at random.
     */
    private static Init neighbours(int heads, double strength) {
        int kernel = (int) Math.sqrt(heads);
        double center = kernel % 2 == 0 ? (kernel - 1) / 2.0 : kernel / 2;
        return (weights, shape, random) -> {
            WEIGHTS.fill(weights, shape, random);
            for (int head = 0; head < kernel * kernel; head++) {
                weights[OFFSETS * head] = (float) (2 * (head / kernel - center));
                weights[OFFSETS * head + 1] = (float) (2 * (head % kernel - center));
                weights[OFFSETS * head + 2] = -1;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= (float) strength;
            }
        };
    }
}
