package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Layer;

/** He et al. 2015 (arXiv 1512.03385): what goes in plus what steps make of it. */
final class Residual {
    private Residual() {}

    static Layer of(Layer... steps) {
        Layer branch = Layer.sequence(steps);
        return (x, pass) -> x.add(branch.forward(x, pass));
    }
}
