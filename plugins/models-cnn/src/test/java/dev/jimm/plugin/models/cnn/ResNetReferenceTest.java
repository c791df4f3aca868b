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
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture of the family equals timm's: state dict, initial values, layers, shapes of all outputs, pretrained tags. */
class ResNetReferenceTest {
    private static final Map<String, JsonNode> REFERENCE =
            Reference.of(ResNetReferenceTest.class.getResourceAsStream("/reference/resnet.jsonl.gz"));
    private static final ResNet FAMILY = new ResNet();
    private static final int SAMPLE = 1000;

    static Stream<Named<Architecture<?>>> architectures() {
        return FAMILY.architectures().stream().map(architecture -> Named.of(architecture.name(), architecture));
    }

    /** The architectures whose outputs the reference knows. */
    static Stream<Named<Architecture<?>>> architecturesWithOutputs() {
        return architectures().filter(named -> !outputs(named.getPayload()).isNull());
    }

    private static JsonNode reference(Architecture<?> architecture) {
        return REFERENCE.get(architecture.name());
    }

    private static JsonNode outputs(Architecture<?> architecture) {
        return reference(architecture).get("golden");
    }

    @Test
    void offersAllArchitectures() {
        assertEquals(81, FAMILY.architectures().size());
        assertEquals(REFERENCE.keySet(), FAMILY.names());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void stateDict(Architecture<?> architecture) {
        Model model = architecture.build(ModelOptions.DEFAULT);
        List<String> expected = new ArrayList<>();
        for (JsonNode entry : reference(architecture).get("params")) {
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
                reference(architecture).get("param_count").asLong(),
                model.parameters().weightCount());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void initialValues(Architecture<?> architecture) {
        Random random = new Random(1);
        List<Param> state =
                architecture.build(ModelOptions.DEFAULT).parameters().state();
        for (int i = 0; i < state.size(); i++) {
            JsonNode entry = reference(architecture).get("params").get(i);
            Param param = state.get(i);
            if (param.kind() == Param.Kind.WEIGHT) {
                float[] values = new float[(int) Math.min(param.count(), SAMPLE)];
                param.init().fill(values, param.shape(), random);
                double mean = mean(values);
                double deviation = deviation(values, mean);
                double expected = entry.get(4).asDouble();
                // six standard errors of two samples of this size
                double tolerance = 6 * Math.max(expected, deviation) * Math.sqrt(2.0 / values.length);
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
    void layersAndSizes(Architecture<?> architecture) {
        Model model = architecture.build(ModelOptions.DEFAULT);
        JsonNode expected = reference(architecture);
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
    void shapesOfOutputs(Architecture<?> architecture) {
        Model model = architecture.build(ModelOptions.DEFAULT);
        JsonNode expected = outputs(architecture);
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
    void anyBatchSize(Architecture<?> architecture) {
        Model model = architecture.build(ModelOptions.DEFAULT.classes(7));
        long[] logits = new ShapeRunner().logits(model, false, Shapes.BATCH, 3, 65, 97);
        assertArrayEquals(new long[] {Shapes.BATCH, 7}, logits);
    }

    @Test
    void pretrainedTable() throws IOException {
        JsonNode table;
        try (InputStream in = FAMILY.pretrainedTable().orElseThrow()) {
            table = new ObjectMapper().readTree(in);
        }
        assertEquals(REFERENCE.size(), table.get("pretrained").size());
        REFERENCE.forEach((name, reference) -> {
            JsonNode tags = reference.get("cfgs").deepCopy();
            tags.forEach(tag -> removeNulls((ObjectNode) tag));
            assertEquals(tags, table.get("pretrained").get(name));
        });
        assertEquals(43, table.get("deprecated").size());
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
