package dev.jimm.api.model;

import dev.jimm.api.API;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The structure of a model: the tensors that it declares and how they work together. It holds no values, so that one structure serves
 * fresh weights, loaded weights, averaged weights and a trace. Made by {@link #builder}; safe for use by several threads.
 *
 * <p>The input is (N, C, H, W), normalised; the output (N, classes) logits or, built without classes, (N, features).
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Model {
    /** The name under which heads tap what their classifier gets. */
    public static final String PRE_LOGITS = "pre-logits";

    /** The part before the classifier. Most models return one tensor; some keep several branches. */
    @FunctionalInterface
    public interface Features {
        List<Tensor> forward(Tensor x, Pass pass);
    }

    /** Pools the features and classifies them; taps what the classifier gets as {@link #PRE_LOGITS}. */
    @FunctionalInterface
    public interface Head {
        /** @param preLogits stop before the classifier and return what it would get: (N, head hidden size) */
        Tensor forward(List<Tensor> features, Pass pass, boolean preLogits);
    }

    private final ParamTable parameters;
    private final Features features;
    private final Head head;
    private final List<FeatureInfo> featureInfo;
    private final int featureCount;
    private final int headHiddenSize;
    private final List<String> classifier;
    private final Set<String> noWeightDecay;
    private final LayerGroups layerGroups;
    private final int[] imageSize;

    private Model(Builder builder) {
        parameters = builder.parameters;
        features = builder.features;
        head = builder.head;
        featureInfo = List.copyOf(builder.featureInfo);
        featureCount = builder.featureCount;
        headHiddenSize = builder.headHiddenSize == 0 ? builder.featureCount : builder.headHiddenSize;
        classifier = List.copyOf(builder.classifier);
        noWeightDecay = Set.copyOf(builder.noWeightDecay);
        layerGroups = builder.layerGroups;
        imageSize = builder.imageSize;
    }

    /** @param root the scope that the model's tensors were declared in */
    public static Builder builder(Scope root) {
        return new Builder(root.table());
    }

    /** Collects what makes a model; features, head, feature count and classifier are required. */
    public static final class Builder {
        private final ParamTable parameters;
        private Features features;
        private Head head;
        private List<FeatureInfo> featureInfo = List.of();
        private int featureCount;
        private int headHiddenSize;
        private List<String> classifier = List.of();
        private Set<String> noWeightDecay = Set.of();
        private LayerGroups layerGroups = new LayerGroups();
        private int[] imageSize;

        private Builder(ParamTable parameters) {
            this.parameters = parameters;
        }

        public Builder features(Layer value) {
            return branchedFeatures((x, pass) -> List.of(value.forward(x, pass)));
        }

        /** For models that keep several branches up to the head. */
        public Builder branchedFeatures(Features value) {
            features = value;
            return this;
        }

        public Builder head(Head value) {
            head = value;
            return this;
        }

        /** The intermediates that the features part taps, from the input on. */
        public Builder featureInfo(List<FeatureInfo> value) {
            featureInfo = value;
            return this;
        }

        /** The number of channels of the features. */
        public Builder featureCount(int value) {
            featureCount = value;
            return this;
        }

        /** The width of what the classifier gets, when it is not the feature count. */
        public Builder headHiddenSize(int value) {
            headHiddenSize = value;
            return this;
        }

        /** The scopes of the classifiers, such as {@code fc}: what is replaced for another number of classes. */
        public Builder classifier(String... scopes) {
            classifier = List.of(scopes);
            return this;
        }

        /** The names of weights that must not decay beyond those that never do; one that is not declared is ignored. */
        public Builder noWeightDecay(String... names) {
            noWeightDecay = Set.of(names);
            return this;
        }

        public Builder layerGroups(LayerGroups value) {
            layerGroups = value;
            return this;
        }

        /** The only image size that the structure works with. */
        public Builder imageSize(int height, int width) {
            imageSize = new int[] {height, width};
            return this;
        }

        public Model build() {
            if (features == null || head == null || featureCount <= 0) {
                throw new IllegalStateException("a model needs features, a head and a feature count");
            }
            return new Model(this);
        }
    }

    /** The tensors of the state dict, in its order. */
    public ParamTable parameters() {
        return parameters;
    }

    public List<Tensor> forwardFeatures(Tensor x, Pass pass) {
        return features.forward(x, pass);
    }

    public Tensor forwardHead(List<Tensor> extracted, Pass pass, boolean preLogits) {
        return head.forward(extracted, pass, preLogits);
    }

    public Tensor forward(Tensor x, Pass pass) {
        return forwardHead(forwardFeatures(x, pass), pass, false);
    }

    /** The intermediates that {@link #forwardFeatures} taps, from the input on. */
    public List<FeatureInfo> featureInfo() {
        return featureInfo;
    }

    /** The number of channels of the features. */
    public int featureCount() {
        return featureCount;
    }

    /** The width of what the classifier gets. */
    public int headHiddenSize() {
        return headHiddenSize;
    }

    /** The scopes of the classifiers. */
    public List<String> classifier() {
        return classifier;
    }

    /** The model's own list of weights that must not decay. */
    public Set<String> noWeightDecay() {
        Set<String> declared = new LinkedHashSet<>();
        for (Param weight : parameters.weights()) {
            if (noWeightDecay.contains(weight.name())) {
                declared.add(weight.name());
            }
        }
        return declared;
    }

    /** The layer of each weight, counted from the input, for layer-wise learning rates. */
    public Map<Param, Integer> layers() {
        return layerGroups.layers(parameters.weights());
    }

    /** {height, width} if the structure works with one image size only. */
    public Optional<int[]> imageSize() {
        return Optional.ofNullable(imageSize).map(int[]::clone);
    }
}
