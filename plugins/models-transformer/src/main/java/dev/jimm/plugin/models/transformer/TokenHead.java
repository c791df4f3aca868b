package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/** The end of a transformer whose features are tokens (N, length, dim): pooling, dropout, a linear classifier. */
final class TokenHead {
    private TokenHead() {}

    /**
     * For one class token before the patches.
     *
     * @param scope of the classifier
     */
    static Model.Head at(Scope scope, int dim, ModelOptions options) {
        return of(pooling(options), classifier(scope, dim, options), options);
    }

    /** @param pooling (N, length, dim) to (N, dim) */
    static Model.Head of(Layer pooling, Layer classifier, ModelOptions options) {
        Layer drop = Drop.dropout(options.dropRate());
        return (features, pass, preLogits) -> {
            Tensor pooled = pass.tap(Model.PRE_LOGITS, pass.run(features.get(0), pooling, drop));
            return preLogits ? pooled : classifier.forward(pooled, pass);
        };
    }

    /** (N, 1 + patches, dim) to (N, dim): the class token or, if asked for, the average of the patches. */
    static Layer pooling(ModelOptions options) {
        String pool = options.globalPool() == null ? "token" : options.globalPool();
        return switch (pool) {
            case "token" -> (x, pass) -> x.select(1, 0);
            case "avg" -> (x, pass) -> x.slice(1, 1, x.size(1)).mean(1);
            default -> throw new IllegalArgumentException("global-pool must be one of token, avg, is \"" + pool + "\"");
        };
    }

    static Layer classifier(Scope scope, int dim, ModelOptions options) {
        Linear linear = Linear.of(dim, options.classes()).init(Init.truncatedNormal(0.02), Init.ZEROS);
        return classifier(scope, linear);
    }

    /** Declares the classifier, if there are classes. */
    static Layer classifier(Scope scope, Linear linear) {
        return linear.out() == 0 ? Layer.IDENTITY : linear.at(scope);
    }
}
