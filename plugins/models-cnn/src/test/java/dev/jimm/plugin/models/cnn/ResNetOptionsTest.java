package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.plugin.models.cnn.ResNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.Block;
import dev.jimm.plugin.models.cnn.ResNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What overrides change, and what they leave alone. */
class ResNetOptionsTest {
    private static final ModelOptions DEFAULT = ModelOptions.DEFAULT;

    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static Architecture<ResNetConfig> architecture(String name) {
        return (Architecture<ResNetConfig>) Variants.architecture(new ResNet(), name);
    }

    static Stream<Named<Architecture<?>>> architectures() {
        return new ResNet().architectures().stream().map(architecture -> Named.of(architecture.name(), architecture));
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

    private static ModelOptions globalPool(int classes, String pool) {
        return new ModelOptions(classes, 3, 0, 0, pool, 32);
    }

    private static ModelOptions outputStride(int stride) {
        return new ModelOptions(1000, 3, 0, 0, null, stride);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void classesChangeTheClassifierOnly(Architecture<?> architecture) {
        Model model = architecture.build(DEFAULT);
        Model ten = architecture.build(DEFAULT.classes(10));
        assertEquals(Set.of("fc.weight", "fc.bias"), differences(model, ten));
        assertEquals("[10]", shapes(ten).get("fc.bias"));
        assertEquals(List.of("fc"), model.classifier());

        Model none = architecture.build(DEFAULT.classes(0));
        assertEquals(Set.of("fc.weight", "fc.bias"), differences(model, none));
        assertArrayEquals(new long[] {2, none.featureCount()}, new ShapeRunner().logits(none, false, 2, 3, 64, 64));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void channelsChangeTheFirstConvolutionOnly(Architecture<?> architecture) {
        Model model = architecture.build(DEFAULT);
        Model gray = architecture.build(DEFAULT.channels(1));
        String first = model.parameters().state().get(0).name();
        assertEquals(Set.of(first), differences(model, gray));
        assertEquals(1, gray.parameters().find(first).orElseThrow().shape()[1]);
        assertArrayEquals(new long[] {2, 1000}, new ShapeRunner().logits(gray, false, 2, 1, 64, 64));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void outputStrideKeepsTensorsAndSizes(Architecture<?> architecture) {
        Model model = architecture.build(DEFAULT);
        for (int stride : new int[] {8, 16}) {
            Model dilated = architecture.build(outputStride(stride));
            assertEquals(Set.of(), differences(model, dilated));
            Set<String> names =
                    dilated.featureInfo().stream().map(FeatureInfo::module).collect(Collectors.toSet());
            ShapeRunner runner = new ShapeRunner();
            Pass pass = runner.pass(false, names);
            dilated.forwardFeatures(runner.tensor(1, 3, 64, 64), pass);
            for (FeatureInfo info : dilated.featureInfo()) {
                long[] shape = pass.taps().get(info.module()).shape();
                assertEquals(64 / info.reduction(), shape[2], info::module);
                assertEquals(64 / info.reduction(), shape[3], info::module);
                assertTrue(info.reduction() <= stride, info::module);
            }
        }
    }

    /** The first convolution of a stage still has the dilation of the stage before. */
    @ParameterizedTest
    @CsvSource({
        "32, 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "16, 1 1 1 1 1 1 1 1 1 1 1 1 1 2 2 2",
        " 8, 1 1 1 1 1 1 1 1 1 2 2 2 2 4 4 4"
    })
    void dilations(int stride, String expected) {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(architecture("resnet18").build(outputStride(stride)), false, 1, 3, 64, 64);
        String dilations = runner.calls("conv2d")
                .filter(call -> call.integers("padding")[0] > 0) // not the shortcuts
                .skip(1) // the stem
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @Test
    void dilatedShortcutsAreAveragedWithoutStride() {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(architecture("resnet26d").build(outputStride(8)), false, 1, 3, 64, 64);
        List<String> pools = runner.calls("avg_pool2d")
                .map(call -> call.integers("kernel")[0] + " by " + call.integers("stride")[0])
                .toList();
        assertEquals(List.of("2 by 2", "2 by 1", "2 by 1"), pools);
        runner.calls("pad").forEach(call -> assertArrayEquals(new long[] {0, 1, 0, 1}, call.integers("padding")));
        assertEquals(2, runner.calls("pad").count());
    }

    @Test
    void dilatedBlocksAreBlurredWithoutStride() {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(architecture("resnetblur18").build(outputStride(8)), false, 1, 3, 64, 64);
        List<Long> strides = runner.calls("conv2d")
                .filter(call -> call.integer("groups") > 1)
                .map(call -> call.integers("stride")[0])
                .toList();
        assertEquals(List.of(2L, 2L, 1L, 1L), strides);
    }

    @Test
    void dropPathGrowsLinearly() {
        ModelOptions options = new ModelOptions(10, 3, 0.25, 0.3, null, 32);
        Model model = architecture("resnet18").build(options);
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 64, 64);
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        double[] expected =
                IntStream.range(1, 8).mapToDouble(block -> 0.3 * block / 7).toArray();
        assertArrayEquals(expected, rates, 1e-12);
        assertArrayEquals(
                new double[] {0.25},
                training.calls("dropout")
                        .mapToDouble(call -> call.number("probability"))
                        .toArray());

        ShapeRunner evaluation = new ShapeRunner();
        evaluation.logits(model, false, 2, 3, 64, 64);
        assertEquals(
                0,
                evaluation.calls("drop_path").count()
                        + evaluation.calls("dropout").count());
    }

    @ParameterizedTest
    @CsvSource({"fast, 512", "avg, 512", "max, 512", "avgmax, 512", "catavgmax, 1024"})
    void globalPool(String pool, int features) {
        Model model = architecture("resnet18").build(globalPool(10, pool));
        assertEquals(features, model.headHiddenSize());
        assertEquals("[10, " + features + "]", shapes(model).get("fc.weight"));
        assertArrayEquals(new long[] {2, 10}, new ShapeRunner().logits(model, false, 2, 3, 64, 64));
    }

    @Test
    void globalPoolNone() {
        Model map = architecture("resnet18").build(globalPool(0, ""));
        assertArrayEquals(new long[] {2, 512, 2, 2}, new ShapeRunner().logits(map, false, 2, 3, 64, 64));
        assertRefused("global-pool", () -> architecture("resnet18").build(globalPool(10, "")));
        assertRefused(
                "global-pool must be one of fast, avg, max, avgmax, catavgmax",
                () -> architecture("resnet18").build(globalPool(10, "mean")));
    }

    @Test
    void familyOptions() {
        ResNetConfig config = new ResNetConfig(
                List.of(Block.BOTTLENECK, Block.BASIC),
                List.of(1, 2),
                List.of(64, 128),
                1,
                64,
                64,
                StemType.DEEP,
                true,
                2,
                3,
                false,
                Activation.SILU,
                NormLayer.GROUP,
                AaLayer.BLUR,
                AttnLayer.SE,
                0.5,
                false,
                List.of());
        Model model = architecture("resnet18").build(config, DEFAULT.classes(5));
        Map<String, String> shapes = shapes(model);
        assertEquals("[128, 128, 3, 3]", shapes.get("maxpool.0.weight"));
        assertEquals("[128]", shapes.get("maxpool.2.weight"), "the blur stands between convolution and norm");
        assertEquals("[32, 128, 1, 1]", shapes.get("layer1.0.conv1.weight"));
        assertEquals("[128, 256, 1, 1]", shapes.get("layer1.0.se.fc1.weight"));
        assertEquals("[128, 256, 3, 3]", shapes.get("layer2.0.downsample.0.weight"));
        assertEquals(128, model.featureCount());
        ShapeRunner runner = new ShapeRunner();
        assertArrayEquals(new long[] {2, 5}, runner.logits(model, false, 2, 3, 64, 64));
        assertEquals(0, runner.calls("batch_norm").count());
        assertEquals(2, runner.calls("reflect_pad").count(), "in the stem, and for the stride of stage 2");
        assertTrue(runner.calls("silu").count() > 0);
        assertTrue(model.parameters().find("maxpool.1.filt").isPresent());
    }

    @Test
    void pruningKeepsTheKernelsOfAttention() {
        Model pruned = architecture("ecaresnet50d_pruned").build(DEFAULT);
        assertEquals("[19, 18, 1, 1]", shapes(pruned).get("layer1.0.conv3.weight"));
        assertEquals("[1, 1, 5]", shapes(pruned).get("layer1.0.se.conv.weight"));
    }

    @Test
    void checksNameTheKey() {
        assertRefused("channels", () -> changed("resnet50", "layers", List.of(1, 1)));
        assertRefused("layers", () -> changed("resnet50", "layers", List.of()));
        assertRefused("layers", () -> changed("resnet50", "layers", List.of(1, 0, 1, 1)));
        assertRefused("cardinality", () -> changed("resnet50", "cardinality", 0));
        assertRefused("base-width", () -> changed("resnet50", "baseWidth", 0));
        assertRefused("cardinality", () -> changed("resnet18", "cardinality", 32));
        assertRefused("base-width", () -> changed("resnet18", "baseWidth", 4));
        assertRefused("pruned-widths", () -> changed("ecaresnet50d_pruned", "layers", List.of(3, 4, 6, 4)));
    }

    private static Model changed(String name, Object... changes) {
        return Variants.build(new ResNet(), name, DEFAULT, changes);
    }

    @Test
    void groupNormNeedsMultiplesOf32() {
        assertRefused("norm-layer", () -> changed("resnet50_gn", "cardinality", 3, "baseWidth", 4));
    }
}
