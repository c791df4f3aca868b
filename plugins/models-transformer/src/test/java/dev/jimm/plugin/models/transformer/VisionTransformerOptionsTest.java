package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.AttnLayer;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.BlockFn;
import dev.jimm.testkit.ShapeRunner;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What overrides change, and what they leave alone. */
class VisionTransformerOptionsTest {
    private static final ModelOptions DEFAULT = ModelOptions.DEFAULT;
    private static final Architecture<VisionTransformerConfig> TINY =
            architecture(new VisionTransformer(), "vit_tiny_patch16_224");
    private static final Architecture<VisionTransformerConfig> DISTILLED =
            architecture(new Deit(), "deit_tiny_distilled_patch16_224");
    private static final Architecture<VisionTransformerConfig> REGISTERS =
            architecture(new VisionTransformer(), "vit_wee_patch16_reg1_gap_256");

    @SuppressWarnings("unchecked") // both families have one type of configuration
    private static Architecture<VisionTransformerConfig> architecture(ModelProvider family, String name) {
        return (Architecture<VisionTransformerConfig>) family.architectures().stream()
                .filter(architecture -> architecture.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** The configuration with other values of some components, given as name, value, name, value... */
    private static VisionTransformerConfig with(VisionTransformerConfig config, Object... changes) {
        try {
            RecordComponent[] components = VisionTransformerConfig.class.getRecordComponents();
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                int change = Arrays.asList(changes).indexOf(components[i].getName());
                values[i] = change < 0 ? components[i].getAccessor().invoke(config) : changes[change + 1];
            }
            return (VisionTransformerConfig) VisionTransformerConfig.class.getConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> shapes(Model model) {
        Map<String, String> shapes = new LinkedHashMap<>();
        for (Param param : model.parameters().state()) {
            shapes.put(param.name(), Arrays.toString(param.shape()));
        }
        return shapes;
    }

    /** The names that stand in one state dict only, or in both with different shapes. */
    private static Set<String> differences(Model a, Model b) {
        Map<String, String> inA = shapes(a);
        Map<String, String> inB = shapes(b);
        Set<String> names = new TreeSet<>(inA.keySet());
        names.addAll(inB.keySet());
        names.removeIf(name -> inA.containsKey(name) && inA.get(name).equals(inB.get(name)));
        return names;
    }

    private static Model tiny(Object... changes) {
        return TINY.build(with(TINY.config(), changes), DEFAULT);
    }

    private static ModelOptions pool(String name) {
        return new ModelOptions(1000, 3, 0, 0, name, 32);
    }

    @Test
    void classesChangeTheClassifiersOnly() {
        Model ten = TINY.build(DEFAULT.classes(10));
        assertEquals(Set.of("head.weight", "head.bias"), differences(tiny(), ten));
        assertEquals("[10, 192]", shapes(ten).get("head.weight"));
        assertEquals(List.of("head"), ten.classifier());

        Set<String> both = Set.of("head.weight", "head.bias", "head_dist.weight", "head_dist.bias");
        Model distilled = DISTILLED.build(DEFAULT);
        assertEquals(both, differences(distilled, DISTILLED.build(DEFAULT.classes(10))));
        assertEquals(both, differences(distilled, DISTILLED.build(DEFAULT.classes(0))));
        assertEquals(List.of("head", "head_dist"), distilled.classifier());
    }

    @Test
    void withoutClassesTheModelReturnsFeatures() {
        for (Architecture<VisionTransformerConfig> architecture : List.of(TINY, DISTILLED)) {
            Model model = architecture.build(DEFAULT.classes(0));
            long[] features = new ShapeRunner().logits(model, false, 2, 3, 224, 224);
            assertArrayEquals(new long[] {2, 192}, features);
        }
    }

    @Test
    void channelsChangeThePatchEmbeddingOnly() {
        Model gray = TINY.build(DEFAULT.channels(1));
        assertEquals(Set.of("patch_embed.proj.weight"), differences(tiny(), gray));
        assertEquals("[192, 1, 16, 16]", shapes(gray).get("patch_embed.proj.weight"));
    }

    @Test
    void imageSizeChangesThePositionsOnly() {
        Model small = tiny("imgSize", 40);
        assertEquals(Set.of("pos_embed"), differences(tiny(), small));
        assertEquals("[1, 5, 192]", shapes(small).get("pos_embed"));
        assertArrayEquals(new int[] {40, 40}, small.imageSize().orElseThrow());
        assertArrayEquals(new long[] {2, 1000}, new ShapeRunner().logits(small, false, 2, 3, 40, 40));
        assertEquals(
                "the image is 224 x 224, the model is built for 40 x 40; resize the image or set img-size",
                refusal(() -> new ShapeRunner().logits(small, false, 2, 3, 224, 224)));
    }

    @Test
    void patchSizeChangesPatchesAndPositions() {
        Model fine = tiny("imgSize", 32, "patchSize", 4);
        assertEquals(Set.of("patch_embed.proj.weight", "pos_embed"), differences(tiny(), fine));
        assertEquals("[1, 65, 192]", shapes(fine).get("pos_embed"));
        assertEquals(4, fine.featureInfo().get(0).reduction());
    }

    @Test
    void registersTakePositionsUnlessToldOtherwise() {
        assertEquals("[1, 200, 192]", shapes(tiny("regTokens", 3)).get("pos_embed"));
        Model without = tiny("regTokens", 3, "noEmbedClass", true);
        assertEquals("[1, 196, 192]", shapes(without).get("pos_embed"));
        assertEquals("[1, 3, 192]", shapes(without).get("reg_token"));
    }

    @ParameterizedTest
    @CsvSource({"avg, mean", "max, amax", "avgmax, amax"})
    void poolingMovesTheNorm(String pool, String operator) {
        Model model = TINY.build(pool(pool));
        assertEquals(Set.of("norm.weight", "norm.bias", "fc_norm.weight", "fc_norm.bias"), differences(tiny(), model));
        ShapeRunner runner = new ShapeRunner();
        runner.logits(model, false, 2, 3, 224, 224);
        assertEquals(1, runner.calls(operator).count());
        assertEquals(1, runner.calls("slice").count()); // the class token is left out

        Model kept = TINY.build(with(TINY.config(), "fcNorm", false), pool(pool));
        assertEquals(Set.of(), differences(tiny(), kept));
    }

    @Test
    void attentionPoolingAddsItsTensors() {
        Set<String> added = differences(tiny(), TINY.build(pool("map")));
        assertEquals(13, added.size());
        assertTrue(added.stream().allMatch(name -> name.startsWith("attn_pool.")), added::toString);
    }

    @Test
    void poolingThatDoesNotFitIsRefused() {
        assertEquals(
                "global-pool must be one of token, avg, max, avgmax, map, is \"prr\"",
                refusal(() -> TINY.build(pool("prr"))));
        assertEquals("global-pool token needs class-token = true", refusal(() -> REGISTERS.build(pool("token"))));
        assertEquals(
                "global-pool must be token for a model with a distillation token",
                refusal(() -> DISTILLED.build(pool("avg"))));
        assertEquals(
                "reg-tokens must be 0 for a model with a distillation token",
                refusal(() -> DISTILLED.build(with(DISTILLED.config(), "regTokens", 1), DEFAULT)));
    }

    @Test
    void outputStrideIsRefused() {
        String message = refusal(() -> TINY.build(new ModelOptions(1000, 3, 0, 0, null, 16)));
        assertTrue(message.startsWith("output-stride does not apply"), message);
    }

    @Test
    void dropsHappenInTrainingOnly() {
        VisionTransformerConfig config =
                with(TINY.config(), "posDropRate", 0.1, "projDropRate", 0.2, "attnDropRate", 0.3);
        Model model = TINY.build(config, new ModelOptions(1000, 3, 0.4, 0.5, null, 32));
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 224, 224);
        double[] rates = training.calls("dropout")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertEquals(1 + 12 * 3 + 1, rates.length);
        assertEquals(0.1, rates[0]);
        assertTrue(Arrays.stream(rates, 1, 37).allMatch(rate -> rate == 0.2));
        assertEquals(0.4, rates[37]);
        assertTrue(training.calls("attention").allMatch(call -> call.number("dropout") == 0.3));

        ShapeRunner evaluation = new ShapeRunner();
        evaluation.logits(model, false, 2, 3, 224, 224);
        assertEquals(
                0,
                evaluation.calls("dropout").count()
                        + evaluation.calls("drop_path").count());
        assertTrue(evaluation.calls("attention").allMatch(call -> call.number("dropout") == 0));
    }

    @Test
    void depthIsDroppedMoreTowardsTheEnd() {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(TINY.build(new ModelOptions(1000, 3, 0, 0.22, null, 32)), true, 2, 3, 224, 224);
        double[] rates = runner.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertEquals(2 * 11, rates.length); // the first block keeps everything
        for (int i = 0; i < rates.length; i++) {
            assertEquals(0.02 * (i / 2 + 1), rates[i], 1e-12);
        }
    }

    @Test
    void scalesOfBranchesComeAndGo() {
        Set<String> added = differences(tiny(), tiny("initValues", 0.5));
        assertEquals(24, added.size());
        assertTrue(added.stream().allMatch(name -> name.endsWith(".gamma")), added::toString);
        Param gamma =
                tiny("initValues", 0.5).parameters().find("blocks.3.ls2.gamma").orElseThrow();
        float[] values = new float[192];
        gamma.init().fill(values, gamma.shape(), new Random(0));
        assertEquals(0.5, values[191]);

        VisionTransformerConfig plain = with(REGISTERS.config(), "initValues", null);
        Set<String> removed = differences(REGISTERS.build(DEFAULT), REGISTERS.build(plain, DEFAULT));
        assertEquals(28, removed.size());
    }

    /** Every form of block with every option that it takes. */
    @ParameterizedTest
    @EnumSource(BlockFn.class)
    void blocksTakeAllOptions(BlockFn form) {
        boolean scaling = form == BlockFn.PARALLEL_SCALING || form == BlockFn.DIFF_PARALLEL_SCALING;
        VisionTransformerConfig config =
                VisionTransformerConfig.of(32, 8, 24, 2, 3).build();
        for (AttnLayer attention : AttnLayer.values()) {
            for (boolean flag : new boolean[] {false, true}) {
                VisionTransformerConfig changed = with(
                        config,
                        "blockFn",
                        form,
                        "attnLayer",
                        attention,
                        "qkvBias",
                        flag,
                        "qkNorm",
                        flag,
                        "projBias",
                        flag,
                        "scaleAttnNorm",
                        flag && !scaling,
                        "scaleMlpNorm",
                        flag && !scaling);
                Model model = TINY.build(changed, DEFAULT.classes(5));
                assertArrayEquals(new long[] {2, 5}, new ShapeRunner().logits(model, true, 2, 3, 32, 32));
                Set<String> names = shapes(model).keySet();
                assertEquals(flag, names.stream().anyMatch(name -> name.endsWith("q_norm.weight")));
                assertEquals(flag, names.stream().anyMatch(name -> name.matches(".*(qkv|in_proj)\\.bias")));
                assertEquals(
                        flag,
                        names.stream()
                                .anyMatch(name ->
                                        name.matches("blocks.*(proj|fc2)\\.bias") && !name.contains("in_proj")));
            }
        }
    }

    @Test
    void gatesStartNearlyOpen() {
        int width = 768;
        for (Mlp.Form form : List.of(Mlp.Form.GLU, Mlp.Form.SWIGLU_PACKED)) {
            ParamTable table = new ParamTable();
            Mlp.of(192, width).form(form).at(table.root());
            assertEquals(
                    "[192, 384]",
                    Arrays.toString(table.find("fc2.weight").orElseThrow().shape()));
            float[] bias = new float[width];
            table.find("fc1.bias").orElseThrow().init().fill(bias, new long[] {width}, new Random(0));
            assertEquals(0, bias[383]);
            assertEquals(1, bias[384]);
        }
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(192, 7).form(Mlp.Form.GLU));
    }

    @Test
    void distillationLogitsCanBeTapped() {
        ShapeRunner runner = new ShapeRunner();
        Pass pass = runner.pass(true, Set.of("head", "head_dist"));
        DISTILLED.build(DEFAULT).forward(runner.tensor(2, 3, 224, 224), pass);
        assertEquals(Set.of("head", "head_dist"), pass.taps().keySet());
        for (Tensor logits : pass.taps().values()) {
            assertArrayEquals(new long[] {2, 1000}, logits.shape());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patchSize | 0 | patch-size must be positive, is 0",
                "imgSize | 8 | img-size must be at least the patch-size of 16, is 8",
                "depth | 0 | depth must be positive, is 0",
                "numHeads | 0 | num-heads must be positive, is 0",
                "embedDim | 200 | embed-dim must be a multiple of the 3 num-heads, is 200",
                "regTokens | -1 | reg-tokens must be at least 0, is -1"
            })
    void wholeNumbersAreChecked(String component, int value, String message) {
        assertEquals(message, refusal(() -> with(TINY.config(), component, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mlpRatio | 0 | mlp-ratio must leave a hidden width, is 0.0",
                "initValues | 0 | init-values must be positive, is 0.0",
                "normEps | 0 | norm-eps must be positive, is 0.0",
                "posDropRate | 1 | pos-drop-rate must be in [0, 1), is 1.0",
                "projDropRate | -0.5 | proj-drop-rate must be in [0, 1), is -0.5",
                "attnDropRate | 2 | attn-drop-rate must be in [0, 1), is 2.0"
            })
    void realNumbersAreChecked(String component, double value, String message) {
        assertEquals(message, refusal(() -> with(TINY.config(), component, value)));
    }

    @Test
    void combinationsAreChecked() {
        assertEquals(
                "mlp-ratio must leave an even hidden width for a packed mlp-layer, is 1.1",
                refusal(() -> with(TINY.config(), "mlpRatio", 1.1, "mlpLayer", Mlp.Form.GLU)));
        VisionTransformerConfig scaling = with(TINY.config(), "blockFn", BlockFn.PARALLEL_SCALING);
        assertEquals(
                "scale-attn-norm does not go with parallel-scaling blocks",
                refusal(() -> with(scaling, "scaleAttnNorm", true)));
        assertEquals(
                "scale-mlp-norm does not go with parallel-scaling blocks",
                refusal(() -> with(scaling, "scaleMlpNorm", true)));
        assertEquals(
                "embed-dim must be a multiple of twice the 3 num-heads for differential attention, is 15",
                refusal(() -> with(TINY.config(), "embedDim", 15, "attnLayer", AttnLayer.DIFF)));
    }
}
