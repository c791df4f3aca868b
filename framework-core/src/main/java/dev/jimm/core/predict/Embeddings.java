package dev.jimm.core.predict;

import dev.jimm.api.model.Model;

/** Models for what they know of an image rather than for its class. */
public final class Embeddings {
    private Embeddings() {}

    /**
     * The same structure without its last step: its output is what the classifier would get, (N, head hidden size). The
     * classifier's weights stay declared, so that the same values fit.
     */
    public static Model of(Model model) {
        return Model.builder(model.parameters().root())
                .branchedFeatures(model::forwardFeatures)
                .head((features, pass, preLogits) -> model.forwardHead(features, pass, true))
                .featureCount(model.featureCount())
                .headHiddenSize(model.headHiddenSize())
                .build();
    }
}
