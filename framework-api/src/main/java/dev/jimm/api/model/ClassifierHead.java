package dev.jimm.api.model;

import dev.jimm.api.API;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The usual end of a convolutional network: global pooling of (N, C, H, W), dropout, a linear classifier. Without
 * classes it returns the pooled features.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ClassifierHead implements Model.Head {
    private final GlobalPool pool;
    private final Layer hidden;
    private final Layer dropout;
    private final Layer classifier;
    private final int hiddenSize;

    private ClassifierHead(GlobalPool pool, Layer hidden, Layer dropout, Layer classifier, int hiddenSize) {
        this.pool = pool;
        this.hidden = hidden;
        this.dropout = dropout;
        this.classifier = classifier;
        this.hiddenSize = hiddenSize;
    }

    /**
     * Declares the classifier, if there are classes, with PyTorch's initial values.
     *
     * @param classifier where the linear layer stands, such as {@code fc}
     * @param channels the number of channels of the map
     * @param options classes and dropout, and the pooling if it says one
     * @param usual the architecture's own pooling
     */
    public static ClassifierHead at(Scope classifier, int channels, ModelOptions options, GlobalPool usual) {
        GlobalPool pool = pool(options, usual);
        return at(classifier, pool.features(channels), options, pool, Layer.IDENTITY, linear -> linear);
    }

    /**
     * As {@link #at(Scope, int, ModelOptions, GlobalPool)}, with a layer between pooling and dropout.
     *
     * @param features the number of features that the layer gives
     * @param pool as {@link #pool} says
     * @param hidden of pooled features, or of the map where nothing is pooled
     * @param change made of the linear layer before it is declared, such as other initial values
     */
    public static ClassifierHead at(
            Scope classifier,
            int features,
            ModelOptions options,
            GlobalPool pool,
            Layer hidden,
            UnaryOperator<Linear> change) {
        Layer linear = options.classes() == 0
                ? Layer.IDENTITY
                : change.apply(Linear.of(features, options.classes())).at(classifier);
        return new ClassifierHead(pool, hidden, Drop.dropout(options.dropRate()), linear, features);
    }

    /**
     * As {@link #at(Scope, int, ModelOptions, GlobalPool)}, for state dicts in which the classifier is a 1x1
     * convolution: its weight is (classes, features, 1, 1).
     *
     * @param init the initial values of the weight; the bias starts at 0
     */
    public static ClassifierHead convolutional(
            Scope classifier, int channels, ModelOptions options, GlobalPool usual, Init init) {
        GlobalPool pool = pool(options, usual);
        int features = pool.features(channels);
        Layer dropout = Drop.dropout(options.dropRate());
        if (options.classes() == 0) {
            return new ClassifierHead(pool, Layer.IDENTITY, dropout, Layer.IDENTITY, features);
        }
        Layer conv = Conv2d.of(features, options.classes(), 1)
                .withBias()
                .init(init, Init.ZEROS)
                .at(classifier);
        Layer ofVectors = (x, pass) ->
                conv.forward(x.reshape(x.size(0), features, 1, 1), pass).flatten(1);
        return new ClassifierHead(pool, Layer.IDENTITY, dropout, ofVectors, features);
    }

    /** The pooling that the options name, or the architecture's own; fails if it leaves nothing to classify. */
    public static GlobalPool pool(ModelOptions options, GlobalPool usual) {
        GlobalPool pool = options.globalPool() == null ? usual : GlobalPool.of(options.globalPool());
        if (pool == GlobalPool.NONE && options.classes() > 0) {
            throw new IllegalArgumentException(
                    "global-pool \"\" leaves a map, which cannot be classified; set num-classes to 0");
        }
        return pool;
    }

    /** The width of what the classifier gets. */
    public int hiddenSize() {
        return hiddenSize;
    }

    @Override
    public Tensor forward(List<Tensor> features, Pass pass, boolean preLogits) {
        Tensor pooled = pass.tap(Model.PRE_LOGITS, pass.run(pool.pool(features.get(0)), hidden, dropout));
        return preLogits ? pooled : classifier.forward(pooled, pass);
    }
}
