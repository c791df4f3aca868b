package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders.Found;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCatalogueTest {
    private static final String TABLE = """
        {"pretrained": {
           "mini_b": [
             {"tag": "first", "hf_hub_id": "timm/", "num_classes": 10, "input_size": [3, 32, 32], "crop_pct": 0.9,
              "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "origin_url": "ignored"},
             {"tag": "large", "num_classes": 21, "input_size": [3, 64, 64], "interpolation": "bilinear"},
             {"tag": "grey", "num_classes": 2, "input_size": [1, 32, 32]}
           ]},
         "deprecated": {"old_mini": "mini_b.large", "older_mini": "mini_a"}}
        """;

    record Options(int imgSize, int width, String act) {
        Options {
            if (width < 1) {
                throw new IllegalArgumentException("width must be at least 1, is " + width);
            }
        }
    }

    /** Three models that embed patches and classify them. */
    private record MiniFamily(String table) implements ModelProvider {
        @Override
        public String family() {
            return "mini";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return List.of(
                    new Architecture<>("mini_b", new Options(32, 8, "gelu"), MiniFamily::build),
                    new Architecture<>("mini_a", new Options(32, 4, "gelu"), MiniFamily::build),
                    new Architecture<>("wide_mini", new Options(32, 16, "gelu"), MiniFamily::build));
        }

        @Override
        public Optional<InputStream> pretrainedTable() {
            return Optional.ofNullable(table)
                    .map(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        }

        private static Model build(Options options, ModelOptions common, Scope root) {
            if (!options.act().equals("gelu")) {
                throw new IllegalArgumentException("act must be gelu, is " + options.act());
            }
            PatchEmbed patches = PatchEmbed.of(options.imgSize(), 8, common.channels(), options.width());
            return Model.builder(root)
                    .features(patches.at(root.at("patch_embed")))
                    .head(ClassifierHead.at(root.at("head"), options.width(), common, GlobalPool.AVG))
                    .featureCount(options.width())
                    .imageSize(options.imgSize(), options.imgSize())
                    .build();
        }
    }

    private final ModelCatalogue catalogue = catalogue(TABLE);

    private static ModelCatalogue catalogue(String table) {
        return new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new MiniFamily(table), "mini.jar"))));
    }

    private static ModelConfig config(String name, String options) {
        return new ModelConfig(name, "false", null, 3, 0, 0, null, 32, 0, ConfigFactory.parseString(options));
    }

    private static String refused(Category category, org.junit.jupiter.api.function.Executable body) {
        JimmException error = assertThrows(JimmException.class, body);
        assertEquals(category, error.category());
        return error.getMessage();
    }

    @Test
    void globs() {
        assertEquals(
                List.of("mini_a", "mini_b"),
                catalogue.matching("mini*").stream().map(ModelEntry::name).toList());
        assertEquals(List.of(), catalogue.matching("mini"));
    }

    @Test
    void modelsAreListedByName() {
        assertEquals(
                List.of("mini_a", "mini_b", "wide_mini"),
                catalogue.entries().stream().map(ModelEntry::name).toList());
        ModelEntry entry = catalogue.find("mini_b");
        assertEquals("mini", entry.family());
        assertEquals("mini.jar", entry.origin());
        assertTrue(entry.isPretrained());
        assertFalse(catalogue.find("mini_a").isPretrained());
    }

    @Test
    void tagsChooseThePreprocessing() {
        PretrainedConfig first = catalogue.preprocessing("mini_b");
        assertEquals("first", first.tag());
        assertEquals(0.9, first.cropFraction());
        assertEquals(List.of(0.5, 0.5, 0.5), first.mean());
        assertEquals("bicubic", first.interpolation(), "timm's default");
        assertEquals("bilinear", catalogue.preprocessing("mini_b.large").interpolation());
        assertEquals(List.of(3, 224, 224), catalogue.preprocessing("mini_a").inputSize(), "of a model without tags");
        assertEquals(
                "model 'mini_b' has no weights 'small', only first, large, grey",
                refused(Category.CONFIGURATION, () -> catalogue.preprocessing("mini_b.small")));
    }

    @Test
    void aModelWithoutTagsHasNone() {
        assertEquals(
                "model 'mini_a' has no weights of its own; leave '.any' out",
                refused(Category.CONFIGURATION, () -> catalogue.preprocessing("mini_a.any")));
    }

    @Test
    void unknownNamesComeWithTheNearest() {
        assertEquals(
                "unknown model 'mini_c'; did you mean 'mini_a', 'mini_b'?; 'jimm models' lists all 3",
                refused(Category.CONFIGURATION, () -> catalogue.find("mini_c")));
        assertEquals(
                "unknown model 'wide_mimi.tag'; did you mean 'wide_mini'?; 'jimm models' lists all 3",
                refused(Category.CONFIGURATION, () -> catalogue.create(ModelConfig.named("wide_mimi.tag"), 5)));
    }

    @Test
    void deprecatedNamesStandForNewOnes() {
        assertEquals("mini_b", catalogue.find("old_mini").name());
        assertEquals("large", catalogue.preprocessing("old_mini").tag());
        assertEquals("mini_a", catalogue.find("older_mini").name());
        assertEquals(21, catalogue.create("old_mini").options().classes());
    }

    @Test
    void aTagBringsItsImageSizeAlong() {
        assertEquals(32, size(catalogue.create(ModelConfig.named("mini_b"), 5)));
        assertEquals(64, size(catalogue.create(ModelConfig.named("mini_b.large"), 5)));
        assertEquals(48, size(catalogue.create(config("mini_b.large", "img-size = 48"), 5)), "unless told otherwise");
    }

    private static int size(ImageModel model) {
        assertEquals(((Options) model.config()).imgSize(), model.imageSize()[0]);
        return model.imageSize()[1];
    }

    @Test
    void classesAndChannelsAreThoseOfTheWeightsOrTheData() {
        ImageModel pretrained = catalogue.create("mini_b.grey");
        assertEquals(2, pretrained.options().classes());
        assertEquals(1, pretrained.options().channels());
        assertEquals(
                5, catalogue.create(ModelConfig.named("mini_b"), 5).options().classes());
        ImageModel chosen = catalogue.create(ModelConfig.named("mini_b").classes(7), 5);
        assertEquals(
                7,
                chosen.structure()
                        .parameters()
                        .find("head.weight")
                        .orElseThrow()
                        .shape()[0]);
    }

    @Test
    void optionsAreOverridden() {
        ImageModel model = catalogue.create(config("mini_a", "width = 12"), 5);
        assertEquals(new Options(32, 12, "gelu"), model.config());
        assertEquals(12, model.structure().featureCount());
    }

    @Test
    void allProblemsAreToldAtOnce() {
        ModelConfig wrong = new ModelConfig(
                "mini_a",
                "false",
                null,
                3,
                0,
                0,
                null,
                32,
                0,
                ConfigFactory.parseString("widht = 1, img-size = x, act = 3, width = 0"));
        String message = refused(Category.CONFIGURATION, () -> catalogue.create(wrong, 5));
        for (String part : List.of(
                "unknown key 'model.options.widht'",
                "'model.options.img-size' must be",
                "'model.options.width' must be at least 1, is 0",
                "3 problems")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void whatTheBuilderRefusesIsTold() {
        Problems problems = new Problems();
        assertTrue(catalogue
                .create(config("mini_a", "act = relu"), 5, problems, new Location("run.conf", 7))
                .isEmpty());
        assertEquals(List.of("run.conf:7: model 'mini_a': act must be gelu, is relu"), problems.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "",
                "{\"pretrained\": {\"mini_a\": {}}}",
                "{\"pretrained\": {\"mini_a\": null}}",
                "{\"pretrained\": {\"mini_a\": [null]}}",
                "{\"pretrained\": {\"mini_a\": [{\"input_size\": [3, 224]}]}}",
                "{\"pretrained\": {\"mini_a\": [{\"mean\": [0.5]}]}}",
                "{\"pretrained\": {\"mini_a\": [{\"crop_pct\": \"all\"}]}}",
                "{\"deprecated\": {\"old\": null}}"
            })
    void aMalformedTableNamesItsPlugin(String table) {
        String message = refused(Category.PLUGIN, () -> catalogue(table));
        String problem = "the table of pretrained weights of family 'mini' is malformed: ";
        assertTrue(message.startsWith("mini.jar: " + problem), message);
        Provided<?> good = new Provided<>(new TinyFamily(), "tiny.jar");
        Found checked = ModelFamilies.check(
                new Found(List.of(new Provided<>(new MiniFamily(table), "mini.jar"), good), List.of()));
        assertEquals(
                List.of("tiny.jar"),
                checked.provided().stream().map(Provided::origin).toList());
        assertEquals(1, checked.problems().size());
        assertTrue(checked.problems().get(0).reason().startsWith(problem), message);
    }

    @Test
    void aTableIsOptional() {
        assertEquals(3, catalogue(null).entries().size());
        assertEquals(3, catalogue("{}").entries().size());
    }
}
