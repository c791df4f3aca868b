package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/** The end of a transformer with one class token before its patches: pooling, dropout, a linear classifier. */
final class ClassTokenHead {
    private ClassTokenHead() {}

    /**
     * Declares the classifier, if there are classes. The head takes (N, 1 + patches, dim).
     *
     * @param classifier where it stands
     */
    static Model.Head at(Scope classifier, int dim, ModelOptions options) {
        Layer pooling = pooling(options);
        Layer drop = Drop.dropout(options.dropRate());
        Layer linear = options.classes() == 0
                ? Layer.IDENTITY
                : Linear.of(dim, options.classes())
                        .init(Init.truncatedNormal(0.02), Init.ZEROS)
                        .at(classifier);
        return (features, pass, preLogits) -> {
            Tensor pooled = pass.tap(Model.PRE_LOGITS, pass.run(features.get(0), pooling, drop));
            return preLogits ? pooled : linear.forward(pooled, pass);
        };
    }

    /** (N, 1 + patches, dim) to (N, dim): the class token, or the average of the patches. */
    private static Layer pooling(ModelOptions options) {
        String pool = options.globalPool() == null ? "token" : options.globalPool();
        return switch (pool) {
            case "token" -> (x, pass) -> x.select(1, 0);
            case "avg" -> (x, pass) -> x.slice(1, 1, x.size(1)).mean(1);
            default -> throw new IllegalArgumentException("global-pool must be one of token, avg, is \"" + pool + "\"");
        };
    }
}
