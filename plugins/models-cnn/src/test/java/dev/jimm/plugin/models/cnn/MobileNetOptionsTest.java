package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.plugin.models.cnn.MobileNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.HeadLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.MobileNetDraft.Change;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What options and family options change in EfficientNet, MobileNetV3 and their like. */
class MobileNetOptionsTest {
    private static final Change SMALL =
            MobileNetDraft.stages("cn_r1_k3_s2_c16", "ir_r2_k3_s2_e3_c24_se0.25 er_r1_k3_s1_e2_c24");

    private final ShapeRunner runner = new ShapeRunner();

    private static Architecture<?> architecture(String name) {
        return Stream.of(new EfficientNet(), new MobileNetV3())
                .flatMap(family -> family.architectures().stream())
                .filter(architecture -> architecture.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static Model build(String name, ModelOptions options) {
        return architecture(name).build(options);
    }

    private static Model build(Change... changes) {
        return MobileNetwork.build(MobileNetDraft.of(changes), ModelOptions.DEFAULT.classes(10), root());
    }

    private static Scope root() {
        return new ParamTable().root();
    }

    private static ModelOptions pooled(int classes, String pool) {
        return new ModelOptions(classes, 3, 0, 0, pool, 32);
    }

    private static Map<String, String> shapes(Model model) {
        Map<String, String> shapes = new LinkedHashMap<>();
        for (Param param : model.parameters().all()) {
            shapes.put(param.name(), Arrays.toString(param.shape()));
        }
        return shapes;
    }

    private Stream<Attributes> depthwise() {
        return runner.calls("conv2d").filter(call -> call.integer("groups") > 1);
    }

    /** The first convolution of a stage still has the dilation of the stage before. */
    @ParameterizedTest
    @CsvSource({
        "32, 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "16, 1 1 1 1 1 1 1 1 1 1 1 1 2 2 2 2",
        " 8, 1 1 1 1 1 1 2 2 2 2 2 2 4 4 4 4"
    })
    void dilations(int stride, String expected) {
        Model model = build("efficientnet_b0", new ModelOptions(1000, 3, 0, 0, null, stride));
        runner.logits(model, false, 1, 3, 64, 64);
        String dilations = depthwise()
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @ParameterizedTest
    @CsvSource({"efficientnet_b0", "mixnet_s", "mobilenetv3_large_100", "mobilenetv4_hybrid_medium"})
    void outputStrideKeepsSizes(String name) {
        for (int stride : new int[] {8, 16, 32}) {
            Model model = build(name, new ModelOptions(1000, 3, 0, 0, null, stride));
            Pass pass = runner.pass(
                    false, model.featureInfo().stream().map(FeatureInfo::module).collect(Collectors.toSet()));
            model.forwardFeatures(runner.tensor(1, 3, 64, 64), pass);
            for (FeatureInfo info : model.featureInfo()) {
                long[] shape = pass.taps().get(info.module()).shape();
                long size = 64 / info.reduction();
                assertArrayEquals(new long[] {1, info.channels(), size, size}, shape, info::module);
                assertTrue(info.reduction() <= stride, info::module);
            }
        }
    }

    /** Unlike in ResNet, the last block does not reach the given rate. */
    @Test
    void dropPathGrowsWithTheBlocks() {
        Model model = build("efficientnet_b0", new ModelOptions(10, 3, 0.25, 0.16, null, 32));
        runner.logits(model, true, 2, 3, 64, 64);
        double[] rates = runner.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        double[] expected = IntStream.of(2, 4, 6, 7, 9, 10, 12, 13, 14)
                .mapToDouble(block -> 0.16 * block / 16)
                .toArray();
        assertArrayEquals(expected, rates, 1e-12);
        assertEquals(0.25, runner.calls("dropout").findAny().orElseThrow().number("probability"));
    }

    @Test
    void tensorFlowPadsBelowAndOnTheRight() {
        runner.logits(build("efficientnet_b0", ModelOptions.DEFAULT), false, 1, 3, 64, 64);
        assertEquals(0, runner.calls("pad").count());
        runner.logits(build("tf_efficientnet_b0", ModelOptions.DEFAULT), false, 1, 3, 64, 64);
        List<List<Integer>> pads = runner.calls("pad")
                .map(call -> Arrays.stream(call.integers("padding"))
                        .mapToObj(value -> (int) value)
                        .toList())
                .toList();
        List<Integer> three = List.of(0, 1, 0, 1);
        List<Integer> five = List.of(1, 2, 1, 2);
        assertEquals(List.of(three, three, five, three, five), pads, "of the stem and of each stride");
    }

    @Test
    void epsilonOfTensorFlow() {
        runner.logits(build("tf_efficientnet_b0", ModelOptions.DEFAULT), false, 1, 3, 64, 64);
        assertEquals(
                List.of(1e-3),
                runner.calls("batch_norm")
                        .map(call -> call.number("epsilon"))
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"fast, 960", "max, 960", "avgmax, 960", "catavgmax, 1920"})
    void pooledHeadTakesWhatIsPooled(String pool, int features) {
        Model model = build("mobilenetv3_large_100", pooled(10, pool));
        assertEquals("[1280, " + features + ", 1, 1]", shapes(model).get("conv_head.weight"));
        assertEquals(1280, model.headHiddenSize());
        assertEquals(960, model.featureCount());
        assertArrayEquals(new long[] {2, 10}, runner.logits(model, false, 2, 3, 64, 64));
    }

    @Test
    void pooledHeadWithoutPoolingGivesAMap() {
        Model map = build("mobilenetv3_large_100", pooled(0, ""));
        assertArrayEquals(new long[] {2, 1280, 2, 2}, runner.logits(map, false, 2, 3, 64, 64));
        assertRefused("global-pool", () -> build("mobilenetv3_large_100", pooled(10, "")));
    }

    @Test
    void headsOfAllKinds() {
        Map<String, String> none = shapes(build(SMALL, MobileNetDraft.features(0)));
        assertFalse(none.containsKey("conv_head.weight"));
        assertEquals("[10, 24]", none.get("classifier.weight"));
        assertTrue(shapes(build(SMALL)).containsKey("bn2.weight"));
        assertTrue(shapes(build(SMALL, head(HeadLayer.POOLED_BIAS))).containsKey("conv_head.bias"));
        assertFalse(shapes(build(SMALL, head(HeadLayer.POOLED))).containsKey("conv_head.bias"));
        assertTrue(shapes(build(SMALL, head(HeadLayer.POOLED_NORM))).containsKey("norm_head.weight"));
    }

    private static Change head(HeadLayer layer) {
        return draft -> draft.headLayer = layer;
    }

    @Test
    void widthsAreMultipliedAndRounded() {
        Map<String, String> shapes = shapes(build(SMALL, MobileNetDraft.width(1.4)));
        assertEquals("[48, 3, 3, 3]", shapes.get("conv_stem.weight"), "of 44.8");
        assertEquals("[24, 48, 3, 3]", shapes.get("blocks.0.0.conv.weight"), "of 22.4");
        assertEquals("[72, 24, 1, 1]", shapes.get("blocks.1.0.conv_pw.weight"));
        assertEquals("[6, 72, 1, 1]", shapes.get("blocks.1.0.se.conv_reduce.weight"), "a quarter of the inputs");
        assertEquals("[32, 72, 1, 1]", shapes.get("blocks.1.0.conv_pwl.weight"), "of 33.6");
        assertEquals(
                "[18, 72, 1, 1]",
                shapes(build(SMALL, MobileNetDraft.width(1.4), draft -> draft.seFromExp = true))
                        .get("blocks.1.0.se.conv_reduce.weight"),
                "a quarter of what is widened");
    }

    @Test
    void depthsGrowFromTheLastBlock() {
        Map<String, String> shapes = shapes(build(SMALL, MobileNetDraft.scale(1, 1, 1.3)));
        // 3 blocks become 4: of 2 and 1, the single one first takes its share of 4 / 3
        assertTrue(shapes.containsKey("blocks.1.2.conv_pw.weight"));
        assertTrue(shapes.containsKey("blocks.1.3.conv_exp.weight"));
        assertFalse(shapes.containsKey("blocks.1.4.conv_exp.weight"));
        assertFalse(shapes.containsKey("blocks.0.1.conv.weight"));
    }

    @Test
    void antiAliasingTakesThePlaceOfStrides() {
        runner.logits(build("efficientnet_blur_b0", ModelOptions.DEFAULT), false, 1, 3, 64, 64);
        List<Long> strides = depthwise().map(call -> call.integers("stride")[0]).toList();
        assertEquals(4, strides.stream().filter(stride -> stride == 2).count(), "the blurs");
        assertEquals(20, strides.size());
        runner.logits(build("mobilenetv4_conv_aa_medium", ModelOptions.DEFAULT), false, 1, 3, 64, 64);
        assertEquals(4, runner.calls("avg_pool2d").count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ir_r2_k3.5_s2_e2_c16", "ds_r2_k3.5_s2_c16", "ir_r2_k3_s2_e2_c16_cc2"})
    void antiAliasingTakesThePlaceOfStridesOfMixedConvolutions(String stage) {
        Model model = build(MobileNetDraft.stages(stage), MobileNetDraft.antiAlias(AaLayer.AVG));
        runner.logits(model, false, 1, 3, 32, 32);
        assertEquals(1, runner.calls("avg_pool2d").count());
        assertEquals(
                1,
                runner.calls("conv2d")
                        .filter(call -> call.integers("stride")[0] == 2)
                        .count(),
                "the stem");
    }

    @Test
    void checksNameTheKey() {
        assertRefused("stages", () -> build(MobileNetDraft.stages("xx_r1_k3_s1_c16")));
        assertRefused("channel-multiplier", () -> build(SMALL, MobileNetDraft.width(0)));
        assertRefused("depth-multiplier", () -> build(SMALL, MobileNetDraft.scale(1, 1, 1, 1)));
        assertRefused("stem-kernel-size", () -> build(SMALL, MobileNetDraft.stem(32, 2)));
        assertRefused("num-features", () -> build(SMALL, head(HeadLayer.POOLED), MobileNetDraft.features(0)));
        assertRefused("group-size", () -> build(SMALL, draft -> draft.groupSize = 5));
        assertRefused("norm-group-size", () -> build(SMALL, MobileNetDraft.norm(NormLayer.GROUP, 5)));
        assertRefused("bn-eps", () -> build(SMALL, MobileNetDraft.epsilon(0)));
        assertRefused("pruned-widths must have three", () -> build(SMALL, MobileNetDraft.pruned(8, 8, 8)));
    }
}
