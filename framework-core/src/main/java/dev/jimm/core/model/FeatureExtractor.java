package dev.jimm.core.model;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model used for its feature maps: timm's {@code features_only}. What lies behind the last chosen map is neither computed nor are its
 * weights used. The weights stay the caller's. Safe for use by several threads.
 */
public final class FeatureExtractor implements AutoCloseable {
    private final Preprocessing preprocessing;
    private final Weights weights;
    private final List<FeatureInfo> features;
    private final List<DeviceTensor> statistics;
    private final Program program;

    /**
     * @param indices which of {@link Model#featureInfo}, in the order of the results; negative ones count from the end
     * @throws IllegalArgumentException for an index that the model does not have
     */
    public FeatureExtractor(
            Model structure,
            Weights weights,
            Preprocessing preprocessing,
            List<Integer> indices,
            Precision precision,
            Execution execution) {
        this.preprocessing = preprocessing;
        this.weights = weights;
        features = features(structure, indices);
        statistics = preprocessing.statistics();
        program = Program.inference(execution, precision, preprocessing.inputs(), (inputs, parameters) -> {
            Tensor x = Preprocessing.normalise(inputs, weights.isChannelsLast());
            return maps(structure, features, x, parameters).stream()
                    .map(map -> map.to(ElementType.FLOAT32))
                    .toList();
        });
    }

    /**
     * The feature maps of a model by their indices; negative ones count from the end.
     *
     * @throws IllegalArgumentException for an index that the model does not have
     */
    public static List<FeatureInfo> features(Model structure, List<Integer> indices) {
        return indices.stream().map(index -> feature(structure, index)).toList();
    }

    /** Computes feature maps (N, C, H, W) of normalised images. */
    public static List<Tensor> maps(
            Model structure, List<FeatureInfo> features, Tensor x, Function<Param, Tensor> parameters) {
        Set<String> wanted = features.stream().map(FeatureInfo::module).collect(Collectors.toCollection(HashSet::new));
        Pass pass = new Pass(parameters, false, wanted);
        structure.forwardFeatures(x, pass);
        return features.stream().map(feature -> map(pass, feature)).toList();
    }

    private static FeatureInfo feature(Model structure, int index) {
        List<FeatureInfo> all = structure.featureInfo();
        int at = index < 0 ? all.size() + index : index;
        if (at < 0 || at >= all.size()) {
            throw new IllegalArgumentException(
                    "the model has the feature maps 0 to " + (all.size() - 1) + ", not " + index);
        }
        return all.get(at);
    }

    private static Tensor map(Pass pass, FeatureInfo feature) {
        Tensor map = pass.taps().get(feature.module());
        if (map == null) {
            throw new IllegalStateException(
                    "the model announces the feature map '" + feature.module() + "' but does not tap it");
        }
        return map;
    }

    /** What is known of each map, in the order of the results. */
    public List<FeatureInfo> features() {
        return features;
    }

    /**
     * The maps (N, C, H, W) of a batch, in float32; the caller closes the results.
     *
     * @param pixels direct, bytes N, H, W, C of the preprocessing's size; not to be changed meanwhile
     */
    public Program.Results extract(ByteBuffer pixels, int count) {
        try (DeviceTensor batch = preprocessing.batch(pixels, count)) {
            return program.run(List.of(batch, statistics.get(0), statistics.get(1)), weights);
        }
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }
}
