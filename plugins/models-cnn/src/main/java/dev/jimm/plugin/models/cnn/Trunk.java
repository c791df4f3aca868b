package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Scope;
import java.util.ArrayList;
import java.util.List;

/** A network in the making, step by step up to its head, with the maps that it announces as features. */
final class Trunk {
    private final List<Layer> steps = new ArrayList<>();
    private final List<FeatureInfo> info = new ArrayList<>();

    void add(Layer step) {
        steps.add(step);
    }

    /** Announces the map after the steps so far as a feature. */
    void announce(FeatureInfo map) {
        tap(map, true);
    }

    /** Lets the map after the steps so far be tapped, whether it is announced as a feature or not. */
    void tap(FeatureInfo map, boolean announced) {
        steps.add((x, pass) -> pass.tap(map.module(), x));
        if (announced) {
            info.add(map);
        }
    }

    /**
     * The model of these steps and a head; what is left to say are its layer groups.
     *
     * @param channels the number of channels of the last map
     * @param classifier where the head's classifier stands, such as {@code head.fc}
     */
    Model.Builder model(Scope root, int channels, ClassifierHead head, String classifier) {
        return Model.builder(root)
                .features(Layer.sequence(steps))
                .head(head)
                .featureInfo(info)
                .featureCount(channels)
                .headHiddenSize(head.hiddenSize())
                .classifier(classifier);
    }

    /** Pooling, by averages unless options say otherwise, and a classifier whose bias starts as zero. */
    static ClassifierHead head(Scope classifier, int channels, ModelOptions options, Init weight) {
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        return ClassifierHead.at(
                classifier,
                pool.features(channels),
                options,
                pool,
                Layer.IDENTITY,
                linear -> linear.init(weight, Init.ZEROS));
    }
}
