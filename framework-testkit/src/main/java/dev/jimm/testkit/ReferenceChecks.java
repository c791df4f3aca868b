package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the kit compares of all architectures with their reference, without an engine. */
final class ReferenceChecks {
    private static final String MODEL_ARGS = "model_args";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** So many values of a tensor are drawn first, and all of it only if these do not agree. */
    private static final int SAMPLE = 1000;

    private static final long SEED = 1;
    /** Standard errors by which two samples may differ. */
    private static final double STANDARD_ERRORS = 6;

    private static final double ROUNDING = 1e-6;

    private final ModelProvider provider;
    private final ModelCatalogue catalogue;
    private final Map<String, JsonNode> reference;

    /** @param facts as {@code jimm verify} reads them; closed */
    ReferenceChecks(ModelProvider provider, InputStream facts) {
        this.provider = provider;
        catalogue = StructureChecks.catalogue(provider);
        reference = Reference.of(facts);
    }

    /** The architectures that the reference knows. */
    Set<String> names() {
        return reference.keySet();
    }

    void offersAll() {
        assertEquals(names(), new TreeSet<>(provider.names()), "the names of the architectures");
    }

    void pretrainedTable() throws IOException {
        JsonNode table;
        try (InputStream in = provider.pretrainedTable().orElseThrow()) {
            table = JSON.readTree(in).get("pretrained");
        }
        assertEquals(names().size(), table.size(), "architectures in the table of pretrained weights");
        reference.forEach((name, facts) -> {
            Set<JsonNode> expected = new HashSet<>();
            facts.get("cfgs").forEach(tag -> expected.add(withoutNulls(tag.deepCopy())));
            Set<JsonNode> actual = new HashSet<>();
            // timm has those options in its code, not in its table
            table.get(name).forEach(tag -> actual.add(((ObjectNode) tag.deepCopy()).without(MODEL_ARGS)));
            assertEquals(expected, actual, () -> "the pretrained weights of " + name);
        });
    }

    private static JsonNode withoutNulls(ObjectNode tag) {
        tag.properties().removeIf(entry -> entry.getValue().isNull());
        return tag;
    }

    /** State dict, initial values, layers, sizes and shapes of all outputs of one architecture. */
    void structure(String name) {
        JsonNode facts = reference.get(name);
        ImageModel built = catalogue.create(name);
        Model model = built.structure();
        stateDict(facts, model);
        initialValues(facts, model);
        layersAndSizes(facts, model);
        if (!facts.get("golden").isNull()) {
            outputShapes(facts.get("golden"), model);
        }
        anyBatchSize(built);
    }

    private static void stateDict(JsonNode facts, Model model) {
        List<String> expected = new ArrayList<>();
        for (JsonNode entry : facts.get("params")) {
            boolean whole = entry.get(entry.size() - 1).asText().equals("int");
            boolean weight = entry.get(2).asText().equals("p");
            expected.add(line(entry.get(0).asText(), Reference.longs(entry.get(1)), weight, whole));
        }
        List<String> actual = model.parameters().state().stream()
                .map(param -> line(
                        param.name(),
                        param.shape(),
                        param.kind() == Param.Kind.WEIGHT,
                        param.type() == ElementType.INT64))
                .toList();
        assertEquals(expected, actual, "the state dict");
        assertEquals(facts.get("param_count").asLong(), model.parameters().weightCount(), "the number of parameters");
    }

    private static String line(String name, long[] shape, boolean weight, boolean whole) {
        return name + " " + Arrays.toString(shape) + (weight ? " weight" : " buffer") + (whole ? " of integers" : "");
    }

    private static void initialValues(JsonNode facts, Model model) {
        List<Param> state = model.parameters().state();
        for (int i = 0; i < state.size(); i++) {
            JsonNode entry = facts.get("params").get(i);
            if (entry.size() == 5) {
                initialValues(
                        state.get(i), entry.get(3).asDouble(), entry.get(4).asDouble());
            }
        }
    }

    private static void initialValues(Param param, double mean, double deviation) {
        if (param.count() == 1 && draw(param, 1, SEED)[0] != draw(param, 1, SEED + 1)[0]) {
            // a single random number has no deviation to compare with
            return;
        }
        double[] sampled = statistics(param, SAMPLE);
        boolean agrees = Math.abs(sampled[0] - mean) <= sampled[2] * deviation + ROUNDING
                && Math.abs(sampled[1] - deviation) <= sampled[2] * deviation + ROUNDING;
        if (!agrees) {
            // the first values of a tensor that is not the same everywhere are no sample of it
            double[] all = statistics(param, Integer.MAX_VALUE);
            double tolerance = all[2] * Math.max(all[1], deviation) + ROUNDING;
            assertEquals(mean, all[0], tolerance, () -> param + ": initial mean, with seed " + SEED);
            assertEquals(deviation, all[1], tolerance, () -> param + ": initial deviation, with seed " + SEED);
        }
    }

    /** Of the first values: mean, deviation, and by how many deviations both may differ from those of another sample. */
    private static double[] statistics(Param param, int most) {
        float[] values = draw(param, most, SEED);
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = STANDARD_ERRORS * Math.sqrt(2.0 / values.length);
        return new double[] {mean, Math.sqrt(squares / values.length), error};
    }

    private static float[] draw(Param param, int most, long seed) {
        float[] values = new float[(int) Math.min(param.count(), most)];
        param.init().fill(values, param.shape(), new Random(seed));
        return values;
    }

    private static void layersAndSizes(JsonNode facts, Model model) {
        if (facts.has("layer_of")) {
            Map<Param, Integer> layers = model.layers();
            long[] layerOf = model.parameters().state().stream()
                    .mapToLong(param -> layers.getOrDefault(param, -1))
                    .toArray();
            assertArrayEquals(Reference.longs(facts.get("layer_of")), layerOf, "the layers");
        }
        assertEquals(facts.get("num_features").asInt(), model.featureCount(), "the feature count");
        assertEquals(facts.get("head_hidden_size").asInt(), model.headHiddenSize(), "the head hidden size");
        Set<String> undecayed = new HashSet<>();
        for (JsonNode name : facts.get("no_weight_decay")) {
            model.parameters().find(name.asText()).ifPresent(param -> undecayed.add(param.name()));
        }
        assertEquals(undecayed, model.noWeightDecay(), "the list without weight decay");
    }

    private static void outputShapes(JsonNode facts, Model model) {
        List<FeatureInfo> info = new ArrayList<>();
        facts.path("feature_info").forEach(entry -> {
            // a reduction of 0 announces no maps
            if (entry.get("reduction").asInt() > 0) {
                info.add(new FeatureInfo(
                        entry.get("module").asText(),
                        entry.get("num_chs").asInt(),
                        entry.get("reduction").asInt()));
            }
        });
        if (facts.has("feature_info")) {
            assertEquals(info, model.featureInfo(), "the feature info");
        }

        ShapeRunner runner = new ShapeRunner();
        Pass pass = runner.pass(false, info.stream().map(FeatureInfo::module).collect(Collectors.toSet()));
        List<Tensor> features = model.forwardFeatures(runner.tensor(Reference.longs(facts.get("input"))), pass);
        assertEquals(facts.get("features").size(), features.size(), "the number of feature tensors");
        for (int i = 0; i < features.size(); i++) {
            assertShape("features", facts.get("features").get(i), features.get(i));
        }
        if (facts.has("pre_logits")) {
            assertShape("pre-logits", facts.get("pre_logits"), model.forwardHead(features, pass, true));
        }
        assertShape("logits", facts.get("logits"), model.forwardHead(features, pass, false));
        for (int i = 0; i < info.size(); i++) {
            String module = info.get(i).module();
            if (facts.has("intermediates")) {
                assertShape(
                        module, facts.get("intermediates").get(i), pass.taps().get(module));
            }
        }
    }

    private static void assertShape(String what, JsonNode summary, Tensor actual) {
        assertArrayEquals(Reference.longs(summary.get("shape")), actual.shape(), () -> "the shape of " + what);
    }

    /** A trace does not know the batch size: all sizes must follow it. */
    private static void anyBatchSize(ImageModel model) {
        int[] size = model.imageSize();
        for (boolean training : new boolean[] {false, true}) {
            long[] logits = new ShapeRunner()
                    .logits(
                            model.structure(),
                            training,
                            Shapes.BATCH,
                            model.options().channels(),
                            size[0],
                            size[1]);
            assertEquals(Shapes.BATCH, logits[0], "the rows of the logits");
        }
    }
}
