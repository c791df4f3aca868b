package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture equals timm's: state dict, initial values, layers, shapes of all outputs, pretrained tags. */
class ReferenceTest {
    private static final int SAMPLE = 1000;

    /**
     * A family with what timm says of it.
     *
     * @param unknownTargets what deprecated names stand for in timm, though it has no such weights
     */
    record Family(
            ModelProvider provider,
            Map<String, JsonNode> reference,
            int size,
            int deprecatedNames,
            Set<String> unknownTargets) {
        static Family of(ModelProvider provider, int size, int deprecatedNames, String... unknownTargets) {
            String resource = "/reference/" + provider.family() + ".jsonl.gz";
            Map<String, JsonNode> reference = Reference.of(ReferenceTest.class.getResourceAsStream(resource));
            return new Family(provider, reference, size, deprecatedNames, Set.of(unknownTargets));
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
            return architecture.build(ModelOptions.DEFAULT.classes(classes()));
        }

        int classes() {
            return StreamSupport.stream(reference.get("params").spliterator(), false)
                    .filter(entry -> entry.get(0).asText().matches("head(\\.linear)?\\.weight"))
                    .mapToInt(entry -> entry.get(1).get(0).asInt())
                    .findAny()
                    .orElse(0);
        }

        JsonNode outputs() {
            return reference.get("golden");
        }

        @Override
        public String toString() {
            return architecture.name();
        }
    }

    private static final List<Family> FAMILIES = List.of(
            Family.of(new VisionTransformer(), 157, 20, "vit_base_patch16_224.sam", "vit_base_patch32_224.sam"),
            Family.of(new Deit(), 16, 8),
            Family.of(new Cait(), 10, 0),
            Family.of(new Coat(), 8, 0),
            Family.of(new Convit(), 3, 0),
            Family.of(new Levit(), 20, 0),
            Family.of(new Nest(), 6, 3));

    static List<Family> families() {
        return FAMILIES;
    }

    static Stream<Known> architectures() {
        return FAMILIES.stream().flatMap(Family::known);
    }

    static Stream<Known> architecturesWithInitialValues() {
        return architectures()
                .filter(known -> known.reference.get("params").get(0).size() > 3);
    }

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
            expected.add(entry.get(0).asText() + " " + Arrays.toString(Reference.longs(entry.get(1)))
                    + (entry.get(2).asText().equals("p") ? " WEIGHT" : " BUFFER"));
        }
        List<String> actual = model.parameters().state().stream()
                .map(param -> param.name() + " " + Arrays.toString(param.shape())
                        + (param.kind() == Param.Kind.WEIGHT ? " WEIGHT" : " BUFFER"))
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
            if (entry.size() < 5 || param.count() == 1) {
                continue; // only of what is trained they are known, and a single value has no deviation to compare
            }
            float[] values = new float[(int) Math.min(param.count(), SAMPLE)];
            param.init().fill(values, param.shape(), random);
            double mean = mean(values);
            double deviation = deviation(values, mean);
            double expected = entry.get(4).asDouble();
            // six standard errors of two samples of this size, and the rounding of the reference to six decimals
            double tolerance = 6 * Math.max(expected, deviation) * Math.sqrt(2.0 / values.length) + 5.1e-7;
            assertEquals(entry.get(3).asDouble(), mean, tolerance, () -> param + ": mean, with seed 1");
            assertEquals(expected, deviation, tolerance, () -> param + ": deviation, with seed 1");
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
        Map<Param, Integer> layers = model.layers();
        long[] layerOf = model.parameters().state().stream()
                .mapToLong(param -> layers.getOrDefault(param, -1))
                .toArray();
        assertArrayEquals(Reference.longs(known.reference.get("layer_of")), layerOf);
        assertEquals(known.reference.get("num_features").asInt(), model.featureCount());
        assertEquals(known.reference.get("head_hidden_size").asInt(), model.headHiddenSize());

        Set<String> undecayed = new HashSet<>();
        for (JsonNode name : known.reference.get("no_weight_decay")) {
            model.parameters().find(name.asText()).ifPresent(param -> undecayed.add(param.name()));
        }
        assertEquals(undecayed, model.noWeightDecay());

        int size = known.reference.get("cfgs").get(0).get("input_size").get(1).asInt();
        assertArrayEquals(new int[] {size, size}, model.imageSize().orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("architecturesWithOutputs")
    void shapesOfOutputs(Known known) {
        Model model = known.build();
        JsonNode expected = known.outputs();
        List<FeatureInfo> info = new ArrayList<>();
        for (JsonNode entry : expected.path("feature_info")) {
            int reduction = entry.get("reduction").asInt();
            // timm names the classifier, with reduction 0, where it has no maps to offer
            if (reduction > 0) {
                info.add(new FeatureInfo(
                        entry.get("module").asText(), entry.get("num_chs").asInt(), reduction));
            }
        }
        assertEquals(info, model.featureInfo());

        ShapeRunner runner = new ShapeRunner();
        Pass pass = runner.pass(false, info.stream().map(FeatureInfo::module).collect(Collectors.toSet()));
        List<Tensor> features = model.forwardFeatures(runner.tensor(Reference.longs(expected.get("input"))), pass);
        assertEquals(expected.get("features").size(), features.size());
        for (int i = 0; i < features.size(); i++) {
            assertShape(expected.get("features").get(i), features.get(i));
        }
        long[] hidden = {expected.get("input").get(0).asLong(), model.headHiddenSize()};
        assertArrayEquals(hidden, model.forwardHead(features, pass, true).shape());
        assertShape(expected.get("logits"), model.forwardHead(features, pass, false));
        for (int i = 0; i < info.size(); i++) {
            Tensor intermediate = pass.taps().get(info.get(i).module());
            assertShape(expected.get("intermediates").get(i), intermediate);
        }
    }

    private static void assertShape(JsonNode summary, Tensor actual) {
        assertArrayEquals(Reference.longs(summary.get("shape")), actual.shape());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void anyBatchSize(Known known) {
        Model model = known.architecture.build(ModelOptions.DEFAULT.classes(7));
        int size = model.imageSize().orElseThrow()[0];
        long[] logits = new ShapeRunner().logits(model, true, Shapes.BATCH, 3, size, size);
        assertArrayEquals(new long[] {Shapes.BATCH, 7}, logits);
    }

    @ParameterizedTest
    @MethodSource("families")
    void pretrainedTable(Family family) throws IOException {
        JsonNode table;
        try (InputStream in = family.provider.pretrainedTable().orElseThrow()) {
            table = new ObjectMapper().readTree(in);
        }
        assertEquals(family.size, table.get("pretrained").size());
        family.known().forEach(known -> {
            JsonNode tags = table.get("pretrained").get(known.toString());
            Set<JsonNode> expected = new HashSet<>();
            for (JsonNode tag : known.reference.get("cfgs")) {
                expected.add(withoutNulls(tag.deepCopy()));
            }
            assertEquals(expected.size(), tags.size());
            assertEquals(
                    expected, StreamSupport.stream(tags.spliterator(), false).collect(Collectors.toSet()));
            assertEquals(
                    known.classes(), tags.get(0).get("num_classes").asInt(), known + ": classes of the default tag");
        });
        assertEquals(family.deprecatedNames, table.get("deprecated").size());
        Set<String> unknown = new HashSet<>();
        for (JsonNode target : table.get("deprecated")) {
            String[] parts = target.asText().split("\\.", 2);
            List<String> tags = table.get("pretrained").get(parts[0]).findValuesAsText("tag");
            if (parts.length > 1 && !tags.contains(parts[1])) {
                unknown.add(target.asText());
            }
        }
        assertEquals(family.unknownTargets, unknown);
    }

    private static JsonNode withoutNulls(ObjectNode tag) {
        tag.properties().removeIf(entry -> entry.getValue().isNull());
        return tag;
    }
}
