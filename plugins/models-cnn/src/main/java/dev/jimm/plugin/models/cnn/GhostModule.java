package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.GhostNetConfig.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * The ghost module: (N, in, H, W) to (N, out, H, W). A 1x1 convolution makes half of the channels, and a cheap
 * depthwise 3x3 convolution makes the other half from them.
 *
 * @param out even
 * @param activation after each of the two operations
 * @param attends whether the result is scaled by what the module's input says over long distances
 */
record GhostModule(Version version, int in, int out, Layer activation, boolean attends) {
    private static final int CHEAP_KERNEL = 3;
    private static final int ATTENTION_REACH = 5;
    /** How many equal convolutions the third version sums up. */
    private static final int BRANCHES = 3;

    Layer at(Scope scope) {
        Layer primary = version == Version.V3 ? summedPrimary(scope) : plainPrimary(scope);
        Layer cheap = version == Version.V3 ? summedCheap(scope) : plainCheap(scope);
        Layer ghost = (x, pass) -> {
            Tensor intrinsic = primary.forward(x, pass);
            return intrinsic.cat(1, cheap.forward(intrinsic, pass));
        };
        if (!attends) {
            return ghost;
        }
        Layer attention = attention(scope.at("short_conv"));
        return (x, pass) -> {
            Tensor gate =
                    attention.forward(x.avgPool2d(2, 2, 0, false, true), pass).sigmoid();
            return ghost.forward(x, pass).mul(gate.nearest(x.size(2), x.size(3)));
        };
    }

    private Conv2d pointwise() {
        return Conv2d.of(in, out / 2, 1);
    }

    private Conv2d depthwise(int kernel) {
        return Conv2d.of(out / 2, out / 2, kernel).groups(out / 2);
    }

    private Layer plainPrimary(Scope scope) {
        Scope primary = scope.at("primary_conv");
        return Layer.sequence(normed(primary.at(0), primary.at(1), pointwise()), activation);
    }

    private Layer plainCheap(Scope scope) {
        Scope cheap = scope.at("cheap_operation");
        return Layer.sequence(normed(cheap.at(0), cheap.at(1), depthwise(CHEAP_KERNEL)), activation);
    }

    private Layer summedPrimary(Scope scope) {
        return Layer.sequence(sum(branches(scope.at("primary_rpr_conv"), pointwise())), activation);
    }

    private Layer summedCheap(Scope scope) {
        List<Layer> parts = new ArrayList<>(List.of(Norm.batch().at(scope.at("cheap_rpr_skip"), out / 2)));
        parts.addAll(branches(scope.at("cheap_rpr_conv"), depthwise(CHEAP_KERNEL)));
        parts.add(branch(scope.at("cheap_rpr_scale"), depthwise(1)));
        return Layer.sequence(sum(parts), activation);
    }

    /**
     * The decoupled fully connected attention of GhostNetV2: gathers along rows, then along columns, of the map at half
     * its size.
     */
    private Layer attention(Scope scope) {
        return Layer.sequence(
                normed(scope.at(0), scope.at(1), Conv2d.of(in, out, 1)),
                strip(scope.at(2), 1, ATTENTION_REACH),
                Norm.batch().at(scope.at(3), out),
                strip(scope.at(4), ATTENTION_REACH, 1),
                Norm.batch().at(scope.at(5), out));
    }

    /** A depthwise convolution with a window of odd sides, that keeps the size of the map. */
    private Layer strip(Scope scope, int height, int width) {
        Param weight = scope.weight("weight", Init.torchDefault(), out, 1, height, width);
        long[] one = {1, 1};
        long[] padding = {height / 2, width / 2};
        return (x, pass) -> x.conv2d(pass.value(weight), null, one, padding, one, out);
    }

    /** A convolution and its norm. */
    static Layer normed(Scope weights, Scope norm, Conv2d conv) {
        return Layer.sequence(conv.at(weights), Norm.batch().at(norm, conv.out()));
    }

    /** One part of a sum of the third version. */
    static Layer branch(Scope scope, Conv2d conv) {
        return normed(scope.at("conv"), scope.at("bn1"), conv);
    }

    /** The equal parts of a sum of the third version. */
    static List<Layer> branches(Scope scope, Conv2d conv) {
        List<Layer> branches = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            branches.add(branch(scope.at(i), conv));
        }
        return branches;
    }

    /** What all parts, at least one, make of the same map, added up. */
    static Layer sum(List<Layer> parts) {
        List<Layer> more = parts.subList(1, parts.size());
        return (x, pass) -> {
            Tensor total = parts.get(0).forward(x, pass);
            for (Layer part : more) {
                total = total.add(part.forward(x, pass));
            }
            return total;
        };
    }
}
