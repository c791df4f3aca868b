package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.core.provider.ServiceProviders.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What families of several plugins do to each other. */
class SeveralFamiliesTest {
    record Options(int width) {}

    /** Models that are built by one and the same function, which is never given its options. */
    private record Family(List<String> models, String deprecated, Supplier<Model> builder) implements ModelProvider {
        @Override
        public String family() {
            return "family of " + models;
        }

        @Override
        public List<Architecture<?>> architectures() {
            return models.stream().map(this::architecture).collect(Collectors.toList());
        }

        private Architecture<?> architecture(String name) {
            return new Architecture<>(name, new Options(1), (options, common, root) -> builder.get());
        }

        @Override
        public Optional<InputStream> pretrainedTable() {
            String table = "{\"deprecated\": {" + deprecated + "}}";
            return Optional.of(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Provided<?> family(String jar, String model, String deprecated) {
        return new Provided<>(new Family(List.of(model), deprecated, () -> null), jar);
    }

    private static Provided<?> broken(Supplier<Model> builder) {
        return new Provided<>(new Family(List.of("broken"), "", builder), "broken.jar");
    }

    private static ModelCatalogue catalogue(Provided<?>... provided) {
        return new ModelCatalogue(ProviderCatalogue.of(List.of(provided)));
    }

    private static JimmException refused(Category category, Executable body) {
        JimmException error = assertThrows(JimmException.class, body);
        assertEquals(category, error.category());
        return error;
    }

    @Test
    void aBuilderThatFailsIsThePluginsFault() {
        AssertionError thrown = new AssertionError("not tested on Mondays");
        ModelCatalogue catalogue = catalogue(new Provided<>(new TinyFamily(), "tiny.jar"), broken(() -> {
            throw thrown;
        }));
        String message = "broken.jar: architecture 'broken' cannot be built: " + thrown;
        JimmException error = refused(Category.PLUGIN, () -> catalogue.create("broken"));
        assertEquals(message, error.getMessage());
        assertSame(thrown, error.getCause());
        ModelConfig config = ModelConfig.named("broken");
        refused(Category.PLUGIN, () -> catalogue.create(config, 5, new Problems(), Location.UNKNOWN));
        assertEquals(
                message,
                refused(Category.PLUGIN, () -> catalogue.find("broken").structure())
                        .getMessage());
        assertEquals(8, catalogue.find("tiny_conv").structure().featureCount(), "of another plugin");
        assertEquals(8, catalogue.create("tiny_conv").structure().featureCount(), "of another plugin");
    }

    @Test
    void aBuilderThatGivesNothing() {
        assertEquals(
                "broken.jar: architecture 'broken' cannot be built: "
                        + "java.lang.NullPointerException: its builder gave nothing",
                refused(Category.PLUGIN, () -> catalogue(broken(() -> null)).create("broken"))
                        .getMessage());
    }

    @Test
    void optionsThatCannotGoTogetherAreTheUsersFaultOnlyWhenTheyAreTheUsers() {
        ModelEntry entry = catalogue(broken(() -> {
                    throw new IllegalArgumentException("width is odd");
                }))
                .find("broken");
        assertEquals(
                "broken.jar: architecture 'broken' cannot be built: "
                        + "java.lang.IllegalArgumentException: width is odd",
                refused(Category.PLUGIN, entry::structure).getMessage());
        ModelConfig config =
                new ModelConfig("broken", "false", null, 3, 0, 0, null, 32, 0, ConfigFactory.parseString("width = 2"));
        assertEquals(
                "model 'broken': width is odd",
                refused(
                                Category.CONFIGURATION,
                                () -> catalogue(broken(() -> {
                                            throw new IllegalArgumentException("width is odd");
                                        }))
                                        .create(config, 5))
                        .getMessage());
    }

    @Test
    void theEndOfTheVirtualMachineIsNoProblemOfThePlugin() {
        ModelCatalogue catalogue = catalogue(broken(() -> {
            throw new OutOfMemoryError("nothing left");
        }));
        assertThrows(OutOfMemoryError.class, () -> catalogue.create("broken"));
    }

    @Test
    void realNamesWinOverDeprecatedOnes() {
        for (boolean reversed : new boolean[] {false, true}) {
            Provided<?> real = family("a.jar", "net", "");
            Provided<?> renaming = family("b.jar", "new_net", "\"net\": \"new_net\"");
            ModelCatalogue catalogue = reversed ? catalogue(renaming, real) : catalogue(real, renaming);
            assertEquals("a.jar", catalogue.find("net").origin());
            assertEquals("", catalogue.preprocessing("net").tag());
        }
    }

    @Test
    void deprecatedNamesWithTwoMeaningsClash() {
        Provided<?> a = family("a.jar", "net_a", "\"old\": \"net_a\", \"older\": \"net_a\", \"oldest\": \"net_a\"");
        Provided<?> b = family("b.jar", "net_b", "\"old\": \"net_b\", \"older\": \"net_b\", \"oldest\": \"net_a\"");
        for (List<Provided<?>> order : List.of(List.<Provided<?>>of(a, b), List.<Provided<?>>of(b, a))) {
            assertEquals(
                    "names of plugins clash; remove one of the two plugins:\n"
                            + "  a.jar and b.jar both provide deprecated model 'old', 'older'",
                    refused(Category.PLUGIN, () -> catalogue(order.toArray(Provided<?>[]::new)))
                            .getMessage());
        }
    }

    @Test
    void deprecatedNamesWithOneMeaningAreNoClash() {
        ModelCatalogue catalogue = catalogue(
                family("a.jar", "net_a", "\"old\": \"net_a\""), family("b.jar", "net_b", "\"old\": \"net_a\""));
        assertEquals("net_a", catalogue.find("old").name());
    }

    /** A family that can tell its names, but not its models. */
    private static final class Mute implements ModelProvider {
        @Override
        public Set<String> names() {
            return Set.of("mute");
        }

        @Override
        public String family() {
            return "mute";
        }

        @Override
        public List<Architecture<?>> architectures() {
            throw new AssertionError("no models");
        }
    }

    @Test
    void aFamilyThatCannotTellItsModelsIsSortedOut() {
        Provided<?> mute = new Provided<>(new Mute(), "mute.jar");
        String problem = Mute.class.getName() + " cannot tell its models: java.lang.AssertionError: no models";
        assertEquals(
                "mute.jar: " + problem,
                refused(Category.PLUGIN, () -> catalogue(mute)).getMessage());
        Provided<?> good = family("a.jar", "net", "");
        Problem earlier = new Problem("something else", "nothing");
        Found checked = ModelFamilies.check(new Found(List.of(mute, good), List.of(earlier)));
        assertEquals(
                List.of("a.jar"),
                checked.provided().stream().map(Provided::origin).toList());
        assertEquals(
                List.of("something else", problem),
                checked.problems().stream().map(Problem::reason).toList());
    }
}
