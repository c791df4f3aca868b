package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;

/** He et al. 2015 (arXiv 1512.03385): what goes in plus what steps make of it. */
final class Residual {
    private Residual() {}

    static Layer of(Layer... steps) {
        Layer branch = Layer.sequence(steps);
        return (x, pass) -> x.add(branch.forward(x, pass));
    }

    /** With each channel of the branch scaled by itself: Touvron et al. 2021 (arXiv 2103.17239). */
    static Layer scaled(Layer branch, Param scale, Layer path) {
        return of(branch, (x, pass) -> x.mul(pass.value(scale)), path);
    }
}
