package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pool2d;

/**
 * How a shortcut is made smaller by averages, so that none of its values is left out. He et al. 2018 (arXiv 1812.01187),
 * the variant d.
 */
final class ShortcutPool {
    private ShortcutPool() {}

    /** Averages 2x2 windows: with the stride, or without where dilation took its place; with neither, does nothing. */
    static Layer average(int stride, int dilation) {
        if (dilation > 1) {
            return Pool2d.average(2).stride(1).same();
        }
        return stride == 1
                ? Layer.IDENTITY
                : Pool2d.average(2).stride(stride).ceil().withoutPadding();
    }
}
