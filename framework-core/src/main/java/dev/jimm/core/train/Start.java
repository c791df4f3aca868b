package dev.jimm.core.train;

import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.pretrained.Fitting;
import dev.jimm.core.pretrained.NamedWeights;
import dev.jimm.core.weights.Fit;
import dev.jimm.core.weights.LoadReport;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;

/** Pretrained weights on their way into the model of a new training. */
final class Start {
    private final NamedWeights named;
    private final Fit fit;
    private final LoadReport report;

    /**
     * Compares names and shapes, before any memory is taken.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when the weights are not the model's
     */
    Start(NamedWeights named, ImageModel model) {
        this.named = named;
        fit = Fitting.trainable(model, named.file());
        report = WeightLoader.requireFit(model.structure().parameters(), fit, Strictness.ADAPTING);
    }

    void load(Weights weights) {
        WeightLoader.load(weights, fit, Strictness.ADAPTING);
    }

    /** What was asked for, and the file. */
    NamedWeights named() {
        return named;
    }

    String description() {
        return "starts from " + named.origin() + ", " + named.file().file() + ": " + report.counts();
    }
}
