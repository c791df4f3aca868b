package dev.jimm.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.model.TinyFamily;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is proved of families: names, structures and the table of pretrained weights. */
class FamilyProofTest {
    /** No options. */
    public record None() {}

    /** The tiny family with other answers. */
    private static class Family implements ModelProvider {
        @Override
        public String family() {
            return "tiny";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return new TinyFamily().architectures();
        }
    }

    private static Family of(List<Architecture<?>> architectures) {
        return new Family() {
            @Override
            public List<Architecture<?>> architectures() {
                return architectures;
            }
        };
    }

    @Test
    void names() {
        List<Architecture<?>> twice = new ArrayList<>(new Family().architectures());
        twice.add(twice.get(0));
        assertEquals(
                List.of("architecture 'tiny_conv' is there twice; each must have a name of its own"),
                NamesProof.problems(of(twice)));
        assertEquals(
                List.of(
                        "there are no names; names() must give at least one",
                        "the family has no architectures; architectures() must give at least one"),
                NamesProof.problems(of(List.of())));
        assertEquals(
                List.of(
                        "names() gives [tiny_conv], and the architectures are [tiny_conv, tiny_hybrid]; leave names() as"
                                + " the interface has it"),
                NamesProof.problems(new Family() {
                    @Override
                    public Set<String> names() {
                        return Set.of("tiny_conv");
                    }
                }));
        assertEquals(
                List.of("the family's name 'Tiny' is malformed; all of it must match [a-z][a-z0-9_]*"),
                NamesProof.problems(new Family() {
                    @Override
                    public String family() {
                        return "Tiny";
                    }
                }));
    }

    @Test
    void buildersThatFail() {
        ModelProvider broken = of(List.of(new Architecture<>("Broken", new None(), (config, options, root) -> {
            throw new IllegalStateException("no luck");
        })));
        assertEquals(
                List.of(
                        broken.getClass().getName()
                                + ": the name 'Broken' is malformed; all of it must match [a-z][a-z0-9_]*",
                        "architecture 'Broken' fails: java.lang.IllegalStateException: no luck"),
                ProviderProof.problems(broken));
        ModelProvider empty = of(List.of(new Architecture<>("empty", new None(), (config, options, root) -> null)));
        assertEquals(
                List.of("architecture 'empty': the builder gives null; let it end with Model.builder(root)...build()"),
                ProviderProof.problems(empty));
    }

    /** Options of an architecture that are not what they were made from. */
    public record Halved(int size) {
        public Halved {
            size /= 2;
        }
    }

    @Test
    void optionsOfArchitectures() {
        ModelProvider halved = of(List.of(
                new Architecture<>("halved", new Halved(8), (config, options, root) -> build(0, options, root))));
        assertEquals(
                List.of("architecture 'halved': the defaults, written as a configuration and read again, are"
                        + " Halved[size=2], and were Halved[size=4]; the record must keep what it is given, and have"
                        + " equals and hashCode of a record"),
                ProviderProof.problems(halved));
    }

    @Test
    void buildersThatGiveAnotherModelEachTime() {
        AtomicInteger calls = new AtomicInteger();
        assertEquals(
                List.of(
                        "the tensors are others when the model is built again; names, shapes and order may depend on the"
                                + " options only"),
                problems((config, options, root) -> build(calls.getAndIncrement() % 2, options, root)));
        AtomicInteger orders = new AtomicInteger();
        assertEquals(
                List.of(
                        "the tensors are others when the model is built again; names, shapes and order may depend on the"
                                + " options only"),
                problems((config, options, root) -> {
                    boolean first = orders.getAndIncrement() == 0;
                    root.weight(first ? "fc.a" : "fc.b", Init.ONES, 1);
                    root.weight(first ? "fc.b" : "fc.a", Init.ONES, 1);
                    return bare(root).build();
                }));
    }

    private static List<String> problems(Architecture.Builder<None> builder) {
        return StructureProof.problems(new Architecture<>("proved", new None(), builder));
    }

    /** A model that does nothing. */
    private static Model.Builder bare(Scope root) {
        return Model.builder(root)
                .features((x, pass) -> x)
                .head((features, pass, preLogits) -> features.get(0))
                .featureCount(1)
                .classifier("fc");
    }

    @Test
    void structures() {
        assertEquals(
                List.of(
                        "there are no weights; declare them by scope.weight(...) when the model is built",
                        "there are no tensors below [fc]; classifier(...) must name the module whose tensors depend on"
                                + " the number of classes"),
                problems((config, options, root) -> bare(root).build()));
        assertEquals(
                List.of("the feature 'stem' is announced twice; featureInfo(...) must name each module once"),
                problems((config, options, root) -> {
                    root.weight("fc.weight", Init.ONES, 1);
                    FeatureInfo stem = new FeatureInfo("stem", 1, 2);
                    return bare(root).featureInfo(List.of(stem, stem)).build();
                }));
        List<String> layers = problems((config, options, root) -> {
            root.weight("fc.weight", Init.ONES, 1);
            return bare(root).layerGroups(new LayerGroups().then("(fc)")).build();
        });
        assertEquals(1, layers.size(), layers::toString);
        assertTrue(
                layers.get(0)
                        .matches("the layers of the weights cannot be told: .*fc.*; groups in the patterns of"
                                + " layerGroups\\(...\\) must match numbers"),
                layers::toString);
    }

    private static ModelProvider with(String table) {
        return new Family() {
            @Override
            public Optional<InputStream> pretrainedTable() {
                return Optional.of(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }

    @Test
    void tables() {
        assertEquals(List.of(), ProviderProof.problems(with("{}")));
        assertEquals(
                List.of(
                        "family 'tiny': the table of pretrained weights has 'tiny' in 'pretrained', which is no"
                                + " architecture of the family; correct the name, or leave the row out",
                        "family 'tiny': the table of pretrained weights has 'small' in 'parameters', which is no"
                                + " architecture of the family; correct the name, or leave the row out"),
                ProviderProof.problems(with("{\"pretrained\": {\"tiny\": []}, \"parameters\": {\"small\": 1}}")));
        long count = new TinyFamily()
                .architectures()
                .get(0)
                .build(ModelOptions.DEFAULT)
                .parameters()
                .weightCount();
        assertEquals(
                List.of("the table of pretrained weights gives 'tiny_conv' 12 parameters, and the structure has "
                        + count + "; correct it there, or leave 'parameters' out"),
                PretrainedTableProof.problems(with("{\"parameters\": {\"tiny_conv\": 12}}")));
        List<String> malformed = PretrainedTableProof.problems(with("[]"));
        assertEquals(
                List.of("the table of pretrained weights of family 'tiny' is malformed: it must be an object, is"
                        + " START_ARRAY"),
                malformed);
    }

    @Test
    void tags() {
        assertEquals(
                List.of(),
                PretrainedTableProof.problems(
                        with("{\"pretrained\": {\"tiny_conv\": [{\"tag\": \"a\", \"input_size\": [3, 64, 64]}]}}")));
        Architecture<None> sized = new Architecture<>("sized", new None(), (config, options, root) -> {
            if (options.classes() == 13) {
                throw new IllegalArgumentException("13 brings bad luck");
            }
            root.weight("fc.weight", Init.ONES, 1);
            return bare(root).imageSize(32, 32).build();
        });
        Family family = new Family() {
            @Override
            public List<Architecture<?>> architectures() {
                return List.of(sized);
            }

            @Override
            public Optional<InputStream> pretrainedTable() {
                String table = "{\"pretrained\": {\"sized\": [{\"tag\": \"a\", \"input_size\": [3, 64, 48],"
                        + " \"fixed_input_size\": true}, {\"tag\": \"b\", \"num_classes\": 13}]}}";
                return Optional.of(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
            }
        };
        List<String> problems = PretrainedTableProof.problems(family);
        assertEquals(2, problems.size(), problems::toString);
        assertEquals(
                "the image size {height, width} of 'sized.a' is [32, 32], and its tag says that it is fixed to [64, 48];"
                        + " give the architecture the option img-size, or correct the tag",
                problems.get(0));
        assertTrue(
                problems.get(1)
                        .matches(
                                "'sized.b' of the table of pretrained weights cannot be built: .*13 brings bad luck.*"),
                problems::toString);
    }

    private static Model build(int which, ModelOptions options, Scope root) {
        return build(new TinyFamily().architectures().get(which), options, root);
    }

    private static <C extends Record> Model build(Architecture<C> tiny, ModelOptions options, Scope root) {
        return tiny.builder().build(tiny.config(), options, root);
    }
}
