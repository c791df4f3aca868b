package dev.jimm.core.pretrained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.hub.NoDownloads;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainedWeightsTest {
    private static final ModelCatalogue MODELS = new ModelCatalogue(ProviderCatalogue.of(
            List.of(new Provided<>(new ToyFamily(), "toy.jar"), new Provided<>(new TinyFamily(), "tiny.jar"))));

    @TempDir
    private Path folder;

    private final LocalWeights locator = new LocalWeights();
    private final PretrainedWeights weights = new PretrainedWeights(MODELS, locator);

    private static ModelConfig config(String name, String pretrained) {
        return ModelConfig.named(name).starting(name, pretrained, ConfigFactory.empty());
    }

    private static HubConfig hub(String architecture) {
        PretrainedConfig tag = MODELS.preprocessing("toy_conv.wide");
        return new HubConfig("me/flowers", architecture, tag);
    }

    private static String options(ModelConfig config) {
        return config.options().root().render(ConfigRenderOptions.concise());
    }

    @ParameterizedTest
    @CsvSource({
        "toy_conv, false, toy_conv, false, {}",
        "toy_conv, true, toy_conv.base, base, {}",
        "toy_conv, wide, toy_conv.wide, wide, {\"width\":12}",
        "toy_conv.wide, true, toy_conv.wide, wide, {\"width\":12}",
        "toy_conv.wide, wide, toy_conv.wide, wide, {\"width\":12}",
        "toy_conv.wide, file:here, toy_conv.wide, file:here, {\"width\":12}",
        "toy_conv, file:here, toy_conv, file:here, {}",
        "tiny_conv, file:here, tiny_conv, file:here, {}",
        "hf-hub:me/flowers, false, toy_conv, hf-hub:me/flowers, {\"width\":12}",
        "hf-hub:me/flowers, file:here, toy_conv, file:here, {\"width\":12}",
        "toy_conv, hf-hub:me/flowers, toy_conv, hf-hub:me/flowers, {\"width\":12}",
    })
    void namesBecomeExact(String name, String pretrained, String newName, String newPretrained, String options) {
        locator.with(hub("toy_conv"), folder);
        ModelConfig resolved = weights.resolve(config(name, pretrained)).model();
        assertEquals(newName, resolved.name());
        assertEquals(newPretrained, resolved.pretrained());
        assertEquals(options, options(resolved));
        assertEquals(resolved, weights.resolve(resolved).model(), "it stays what it is");
        assertEquals(List.of(), locator.asked(), "nothing is fetched yet");
    }

    @Test
    void whatTheConfigurationSaysWins() {
        ModelConfig wide = config("toy_conv", "wide").options(ConfigFactory.parseString("width = 4"));
        assertEquals("{\"width\":4}", options(weights.resolve(wide).model()));
    }

    private String refused(String name, String pretrained) {
        JimmException refused = assertThrows(JimmException.class, () -> weights.resolve(config(name, pretrained)));
        assertEquals(Category.CONFIGURATION, refused.category());
        return refused.getMessage();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertEquals(
                "there are no pretrained weights of model 'tiny_conv'; 'jimm models --pretrained' lists the models that"
                        + " have some",
                refused("tiny_conv", "true"));
        assertEquals("model 'toy_conv' has no weights 'large', only none, base, wide", refused("toy_conv", "large"));
        assertEquals(
                "there is nothing to download for 'toy_conv.none'; give the weights as model.pretrained = \"file:PATH\"",
                refused("toy_conv", "none"));
        assertEquals(
                "model.name says the weights 'base' and model.pretrained 'wide'; leave one out",
                refused("toy_conv.base", "wide"));
        locator.with(hub("toy_conv"), folder);
        assertEquals(
                "hf-hub:me/flowers holds a 'toy_conv', but model.name is 'tiny_conv'; set model.name ="
                        + " \"hf-hub:me/flowers\"",
                refused("tiny_conv", "hf-hub:me/flowers"));
        assertEquals(
                "model.name says the weights of hf-hub:me/flowers and model.pretrained 'base'; leave model.pretrained"
                        + " out",
                refused("hf-hub:me/flowers", "base"));
        locator.with(hub("toy_cov"), folder);
        assertEquals(
                "me/flowers: unknown model 'toy_cov'; did you mean 'toy_conv', 'tiny_conv'?; 'jimm models' lists all 3",
                refused("hf-hub:me/flowers", "false"));
    }

    @ParameterizedTest
    @CsvSource({"''", "a/b", "http://x", "hf-hub:", "file:"})
    void whatIsNoneOfTheFormsIsRefused(String pretrained) {
        assertThrows(IllegalArgumentException.class, () -> config("toy_conv", pretrained));
    }

    @Test
    void weightsAreFetchedByTheirNames() {
        Path file = ToyFile.of(4).write(folder.resolve("toy.safetensors"));
        locator.with("toy_conv.base", file).with(hub("toy_conv"), file);
        assertEquals("toy_conv.base", origin("toy_conv", "true"));
        assertEquals("hf-hub:me/flowers", origin("hf-hub:me/flowers", "false"));
        assertEquals(List.of("toy_conv.base", "me/flowers"), locator.asked());
        assertEquals("file:" + file, origin("tiny_conv", "file:" + file));
    }

    private String origin(String name, String pretrained) {
        return weights.fetch(weights.resolve(config(name, pretrained)).model())
                .orElseThrow()
                .origin();
    }

    @Test
    void programsThatDownloadNothingSaySo() {
        PretrainedWeights offline = new PretrainedWeights(MODELS, new NoDownloads());
        ModelConfig resolved = offline.resolve(config("toy_conv", "true")).model();
        JimmException refused = assertThrows(JimmException.class, () -> offline.fetch(resolved));
        assertEquals(
                "the weights toy_conv.base cannot be had by name, since this program downloads nothing; give a file with"
                        + " them",
                refused.getMessage());
    }
}
