package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * The end of a transformer that begins with a class token and a distillation token, with a classifier for each. Takes
 * (N, at least 2, dim). The output is the mean of the two; a loss that teaches them apart finds their logits under the
 * taps {@code head} and {@code head_dist}.
 *
 * <p>Touvron et al. 2020 (arXiv 2012.12877).
 *
 * @param drop of each token before its classifier
 * @param classifier of the class token
 * @param distClassifier of the distillation token
 */
record DistilledHead(Layer drop, Layer classifier, Layer distClassifier) implements Model.Head {
    @Override
    public Tensor forward(List<Tensor> features, Pass pass, boolean preLogits) {
        Tensor classToken = drop.forward(features.get(0).select(1, 0), pass);
        Tensor distToken = drop.forward(features.get(0).select(1, 1), pass);
        if (preLogits) {
            return mean(classToken, distToken);
        }
        pass.tap(Model.PRE_LOGITS, () -> mean(classToken, distToken));
        Tensor logits = pass.tap("head", classifier.forward(classToken, pass));
        Tensor distLogits = pass.tap("head_dist", distClassifier.forward(distToken, pass));
        return mean(logits, distLogits);
    }

    private static Tensor mean(Tensor one, Tensor other) {
        return one.add(other).div(2);
    }
}
