package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.cnn.ByobBlocks.Step;
import dev.jimm.plugin.models.cnn.ByobConfig.StemPool;
import dev.jimm.plugin.models.cnn.ByobConfig.StemType;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a {@link ByobNet}. */
final class ByobStem {
    private static final String NAME = "stem";
    /** Of a quad2 stem, without norm and activation. */
    private static final int BARE = 2;

    private final ByobConfig config;
    private final ByobLayers layers;
    private final Scope scope;
    private final List<Layer> steps = new ArrayList<>();
    private final List<FeatureInfo> maps = new ArrayList<>();

    ByobStem(ByobConfig config, ByobLayers layers, ByobBlocks blocks, int inputs, Scope root) {
        this.config = config;
        this.layers = layers;
        scope = root.at(NAME);
        List<Integer> widths = config.stemWidths();
        if (config.stemType() == StemType.REP || config.stemType() == StemType.ONE) {
            add(block(blocks, inputs, widths.get(0)), NAME);
            maps.add(new FeatureInfo(NAME, widths.get(0), 2));
        } else if (widths.size() == 1 && config.stemPool() == StemPool.NONE) {
            add(layers.convNorm(scope, conv(inputs, widths.get(0)).stride(2), config.actLayer()), NAME);
            maps.add(new FeatureInfo(NAME, widths.get(0), 2));
        } else {
            addConvolutions(inputs, widths);
        }
    }

    /** The layer with all its taps. */
    Layer layer() {
        return Layer.sequence(steps);
    }

    /** The maps before each halving, and the last. */
    List<FeatureInfo> maps() {
        return maps;
    }

    private Layer block(ByobBlocks blocks, int inputs, int outputs) {
        ByobBlock.Kind kind = config.stemType() == StemType.REP ? ByobBlock.Kind.REP : ByobBlock.Kind.ONE;
        return blocks.at(scope, new Step(ByobBlock.of(kind, 1, outputs, 2), inputs, outputs, true, 2, 1, 1, 0, 0));
    }

    private Conv2d conv(int inputs, int outputs) {
        return Conv2d.of(inputs, outputs, config.stemType() == StemType.CONV7X7 ? 7 : 3);
    }

    private void addConvolutions(int inputs, List<Integer> widths) {
        boolean pools = config.stemPool() != StemPool.NONE;
        int last = widths.size() - 1;
        int in = inputs;
        for (int i = 0; i <= last; i++) {
            String name = "conv" + (i + 1);
            boolean halves = i == 0 || i == last && !pools;
            if (halves && i > 0) {
                maps.add(new FeatureInfo(NAME + ".conv" + i, in, 2));
            }
            Conv2d conv = conv(in, widths.get(i)).stride(halves ? 2 : 1);
            boolean bare = config.stemType() == StemType.QUAD2 && i < BARE;
            Layer layer = bare
                    ? ByobLayers.conv(scope.at(name), conv)
                    : layers.convNorm(scope.at(name), conv, config.actLayer());
            add(layer, NAME + "." + name);
            in = widths.get(i);
        }
        String convolved = NAME + ".conv" + widths.size();
        maps.add(new FeatureInfo(convolved, in, pools ? 2 : 4));
        if (pools) {
            add(
                    config.stemPool() == StemPool.MAX ? Pool2d.max(3).stride(2).padding(1) : Pool2d.average(2),
                    NAME + ".pool");
            maps.add(new FeatureInfo(NAME + ".pool", in, 4));
        }
    }

    private void add(Layer layer, String name) {
        steps.add(layer);
        steps.add((x, pass) -> pass.tap(name, x));
    }
}
