package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Init;

/** Initial values that depend on the groups of a convolution, which the shape of its weight does not tell. */
final class GroupedInit {
    private GroupedInit() {}

    /** He et al. 2015 with the fan out of one group, as timm has it in families of EfficientNet's kind; bias 0. */
    static Conv2d kaimingNormalFanOut(Conv2d conv) {
        double fanOut = (double) conv.kernel() * conv.kernel() * conv.out() / conv.groups();
        return conv.init(Init.normal(Math.sqrt(2 / fanOut)), Init.ZEROS);
    }
}
