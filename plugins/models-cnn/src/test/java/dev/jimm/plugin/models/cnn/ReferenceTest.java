package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.testkit.Reference;
import dev.jimm.testkit.ShapeRunner;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture equals timm's: state dict, initial values, layers, shapes of all outputs, pretrained tags. */
class ReferenceTest {
    private static final int SAMPLE = 1000;
    private static final double ROUNDING = 1e-6;

    /** A family with what timm says of it. */
    record Family(ModelProvider provider, Map<String, JsonNode> reference, int size, int deprecatedNames) {
        static Family of(ModelProvider provider, int size, int deprecatedNames) {
            String resource = "/reference/" + provider.family() + ".jsonl.gz";
            Map<String, JsonNode> reference = Reference.of(ReferenceTest.class.getResourceAsStream(resource));
            return new Family(provider, reference, size, deprecatedNames);
        }

        Stream<Known> known() {
            return provider.architectures().stream()
                    .map(architecture -> new Known(architecture, reference.get(architecture.name())));
        }

        @Override
        public String toString() {
            return provider.family();
        }
    }

    /** An architecture with what timm says of it. */
    record Known(Architecture<?> architecture, JsonNode reference) {
        /** As timm builds it: for the classes of its default weights. */
        Model build() {
            return architecture.build(ModelOptions.DEFAULT.classes(
                    reference.get("cfgs").get(0).get("num_classes").asInt()));
        }

        JsonNode outputs() {
            return reference.get("golden");
        }

        /** Whether maps must divide, into the blocks of its attention or into what it averages; 1792 does for all. */
        boolean needsMultiples() {
            return toString().matches(".*halo.*|lambda.*|bat_.*");
        }

        @Override
        public String toString() {
            return architecture.name();
        }
    }

    private static final List<Family> FAMILIES = List.of(
            Family.of(new ByoaNet(), 15, 0),
            Family.of(new ByobNet(), 53, 0),
            Family.of(new ResNet(), 81, 43),
            Family.of(new EfficientNet(), 115, 31),
            Family.of(new MobileNetV3(), 33, 2));

    static List<Family> families() {
        return FAMILIES;
    }

    static Stream<Known> architectures() {
        return FAMILIES.stream().flatMap(Family::known);
    }

    /** The architectures whose initial values the reference knows. */
    static Stream<Known> architecturesWithInitialValues() {
        return architectures()
                .filter(known -> known.reference.get("params").get(0).size() > 3);
    }

    /** The architectures whose outputs the reference knows. */
    static Stream<Known> architecturesWithOutputs() {
        return architectures().filter(known -> !known.outputs().isNull());
    }

    @ParameterizedTest
    @MethodSource("families")
    void offersAllArchitectures(Family family) {
        assertEquals(family.size, family.provider.architectures().size());
        assertEquals(family.reference.keySet(), family.provider.names());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void stateDict(Known known) {
        Model model = known.build();
        List<String> expected = new ArrayList<>();
        for (JsonNode entry : known.reference.get("params")) {
            boolean counter = entry.get(entry.size() - 1).asText().equals("int");
            expected.add(entry.get(0).asText() + " " + Arrays.toString(Reference.longs(entry.get(1)))
                    + (entry.get(2).asText().equals("p") ? " WEIGHT" : " BUFFER") + (counter ? " INT64" : " FLOAT32"));
        }
        List<String> actual = model.parameters().state().stream()
                .map(param ->
                        param.name() + " " + Arrays.toString(param.shape()) + " " + param.kind() + " " + param.type())
                .toList();
        assertEquals(expected, actual);
        assertEquals(
                known.reference.get("param_count").asLong(), model.parameters().weightCount());
    }

    @ParameterizedTest
    @MethodSource("architecturesWithInitialValues")
    void initialValues(Known known) {
        Random random = new Random(1);
        List<Param> state = known.build().parameters().state();
        for (int i = 0; i < state.size(); i++) {
            JsonNode entry = known.reference.get("params").get(i);
            Param param = state.get(i);
            if (param.kind() == Param.Kind.WEIGHT) {
                float[] values = new float[(int) Math.min(param.count(), SAMPLE)];
                param.init().fill(values, param.shape(), random);
                double mean = mean(values);
                double deviation = deviation(values, mean);
                double expected = entry.get(4).asDouble();
                // six standard errors of two samples of this size
                double error = 6 * Math.max(expected, deviation) * Math.sqrt(2.0 / values.length);
                double tolerance = Math.max(error, ROUNDING);
                assertEquals(entry.get(3).asDouble(), mean, tolerance, () -> param + ": mean, with seed 1");
                assertEquals(expected, deviation, tolerance, () -> param + ": deviation, with seed 1");
            }
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values, double mean) {
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void layersAndSizes(Known known) {
        Model model = known.build();
        JsonNode expected = known.reference;
        Map<Param, Integer> layers = model.layers();
        long[] layerOf = model.parameters().state().stream()
                .mapToLong(param -> layers.getOrDefault(param, -1))
                .toArray();
        assertArrayEquals(Reference.longs(expected.get("layer_of")), layerOf);
        assertEquals(0, expected.get("no_weight_decay").size());
        assertEquals(0, model.noWeightDecay().size());
        assertEquals(expected.get("num_features").asInt(), model.featureCount());
        assertEquals(expected.get("head_hidden_size").asInt(), model.headHiddenSize());
    }

    @ParameterizedTest
    @MethodSource("architecturesWithOutputs")
    void shapesOfOutputs(Known known) {
        Model model = known.build();
        JsonNode expected = known.outputs();
        List<FeatureInfo> info = new ArrayList<>();
        for (JsonNode entry : expected.get("feature_info")) {
            info.add(new FeatureInfo(
                    entry.get("module").asText(),
                    entry.get("num_chs").asInt(),
                    entry.get("reduction").asInt()));
        }
        assertEquals(info, model.featureInfo());

        ShapeRunner runner = new ShapeRunner();
        Pass pass = runner.pass(false, info.stream().map(FeatureInfo::module).collect(Collectors.toSet()));
        long[] input = Reference.longs(expected.get("input"));
        List<Tensor> features = model.forwardFeatures(runner.tensor(input), pass);
        assertEquals(1, features.size());
        assertShape(expected.get("features").get(0), features.get(0));
        assertShape(expected.get("pre_logits"), model.forwardHead(features, pass, true));
        assertShape(expected.get("logits"), model.forwardHead(features, pass, false));
        for (int i = 0; i < info.size(); i++) {
            assertShape(
                    expected.get("intermediates").get(i),
                    pass.taps().get(info.get(i).module()));
        }
    }

    private static void assertShape(JsonNode summary, Tensor actual) {
        assertArrayEquals(Reference.longs(summary.get("shape")), actual.shape());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void anyBatchSize(Known known) {
        Model model = known.architecture.build(ModelOptions.DEFAULT.classes(7));
        int[] size = model.imageSize().orElse(known.needsMultiples() ? new int[] {1792, 1792} : new int[] {65, 97});
        long[] logits = new ShapeRunner().logits(model, false, Shapes.BATCH, 3, size[0], size[1]);
        assertArrayEquals(new long[] {Shapes.BATCH, 7}, logits);
    }

    @ParameterizedTest
    @MethodSource("families")
    void pretrainedTable(Family family) throws IOException {
        JsonNode table;
        try (InputStream in = family.provider.pretrainedTable().orElseThrow()) {
            table = new ObjectMapper().readTree(in);
        }
        assertEquals(family.reference.size(), table.get("pretrained").size());
        family.reference.forEach((name, reference) -> {
            JsonNode tags = reference.get("cfgs").deepCopy();
            tags.forEach(tag -> removeNulls((ObjectNode) tag));
            assertEquals(tags, table.get("pretrained").get(name));
        });
        assertEquals(family.deprecatedNames, table.get("deprecated").size());
        for (JsonNode target : table.get("deprecated")) {
            String[] parts = target.asText().split("\\.", 2);
            JsonNode tags = table.get("pretrained").get(parts[0]);
            assertNotNull(tags, target::asText);
            assertTrue(parts.length == 1 || tags.findValuesAsText("tag").contains(parts[1]), target::asText);
        }
    }

    private static void removeNulls(ObjectNode tag) {
        tag.properties().removeIf(entry -> entry.getValue().isNull());
    }
}
