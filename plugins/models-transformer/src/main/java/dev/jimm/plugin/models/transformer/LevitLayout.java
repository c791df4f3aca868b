package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * How the tokens of a {@link Levit} lie in memory. What is computed is the same; which is faster depends on the
 * machine.
 */
enum LevitLayout {
    /** (N, length, C), row by row. */
    LIST {
        @Override
        Layer projection(Scope scope, int in, int out, Init scale) {
            Layer linear = Linear.of(in, out).bias(false).at(scope.at("linear"));
            Layer norm = Norm.batch().at(scope.at("bn"), out, scale);
            return (x, pass) -> {
                long length = x.size(1);
                // statistics are taken over the tokens of all images
                Tensor tokens = linear.forward(x, pass).reshape(x.size(0) * length, out);
                return norm.forward(tokens, pass).reshape(x.size(0), length, out);
            };
        }

        @Override
        Tensor fromMap(Tensor map) {
            return map.flatten(2).transpose(1, 2);
        }

        @Override
        Tensor toMap(Tensor x, int side) {
            return x.transpose(1, 2).reshape(x.size(0), x.size(2), side, side).contiguous();
        }

        @Override
        Tensor toHeads(Tensor x, int heads) {
            return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
        }

        @Override
        Tensor fromHeads(Tensor heads, int side) {
            return heads.transpose(1, 2).reshape(heads.size(0), (long) side * side, heads.size(1) * heads.size(3));
        }

        @Override
        Tensor everySecond(Tensor x, int side) {
            long channels = x.size(2);
            Tensor rows = x.reshape(x.size(0), side, side, channels);
            int half = (side + 1) / 2;
            return rows.slice(1, 0, side, 2).slice(2, 0, side, 2).reshape(x.size(0), (long) half * half, channels);
        }

        @Override
        Tensor mean(Tensor x) {
            return x.mean(1);
        }
    },

    /** (N, C, side, side). */
    MAP {
        @Override
        Layer projection(Scope scope, int in, int out, Init scale) {
            return convolution(scope, Conv2d.of(in, out, 1), scale);
        }

        @Override
        Tensor fromMap(Tensor map) {
            return map;
        }

        @Override
        Tensor toMap(Tensor x, int side) {
            return x;
        }

        @Override
        Tensor toHeads(Tensor x, int heads) {
            return x.reshape(x.size(0), heads, x.size(1) / heads, x.size(2) * x.size(3))
                    .transpose(2, 3);
        }

        @Override
        Tensor fromHeads(Tensor heads, int side) {
            return heads.transpose(2, 3).reshape(heads.size(0), heads.size(1) * heads.size(3), side, side);
        }

        @Override
        Tensor everySecond(Tensor x, int side) {
            return x.slice(2, 0, side, 2).slice(3, 0, side, 2);
        }

        @Override
        Tensor mean(Tensor x) {
            return x.mean(2, 3);
        }
    };

    /**
     * A linear map of each token's channels and a batch norm: declares {@code linear} and {@code bn}.
     *
     * @param scale where the norm's scale starts
     */
    abstract Layer projection(Scope scope, int in, int out, Init scale);

    /** (N, C, side, side) to this layout. */
    abstract Tensor fromMap(Tensor map);

    /** This layout to (N, C, side, side). */
    abstract Tensor toMap(Tensor x, int side);

    /** This layout to (N, heads, length, channels of a head). */
    abstract Tensor toHeads(Tensor x, int heads);

    /** (N, heads, side * side, channels of a head) to this layout. */
    abstract Tensor fromHeads(Tensor heads, int side);

    /** The tokens of every second row and column, from the first on. */
    abstract Tensor everySecond(Tensor x, int side);

    /** The average of all tokens: (N, C). */
    abstract Tensor mean(Tensor x);

    static LevitLayout of(LevitConfig config) {
        return config.useConv() ? MAP : LIST;
    }

    /** A convolution and a batch norm: declares {@code linear}, as timm names it, and {@code bn}. */
    static Layer convolution(Scope scope, Conv2d conv, Init scale) {
        return Layer.sequence(conv.at(scope.at("linear")), Norm.batch().at(scope.at("bn"), conv.out(), scale));
    }
}
