package dev.jimm.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.listener.BuiltInListeners;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.reader.BuiltInReaders;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProviderProofTest {
    @Test
    void whatIsBuiltInIsSound() {
        BuiltInListeners.all().forEach(listener -> assertEquals(List.of(), ProviderProof.problems(listener)));
        BuiltInReaders.all().forEach(reader -> assertEquals(List.of(), ProviderProof.problems(reader)));
        assertEquals(List.of(), ProviderProof.problems(new TinyFamily()));
    }

    /** Options whose constructor may refuse them. */
    public record Options(int size, String name) {
        public Options {
            if (size < 0) {
                throw new IllegalArgumentException("size must not be negative");
            }
        }
    }

    /** Options that no configuration can hold. */
    public record Unwritable(Object anything) {}

    /** A provider whose answers a test chooses. */
    private static class Listener<C extends Record> implements TrainingListenerProvider<C> {
        private final String name;
        private final C defaults;

        Listener(String name, C defaults) {
            this.name = name;
            this.defaults = defaults;
        }

        @Override
        public Set<String> names() {
            return Set.of(name);
        }

        @Override
        public C defaults(String name) {
            return defaults;
        }

        @Override
        public TrainingListener create(String name, C options, Path runFolder) {
            throw new UnsupportedOperationException(name);
        }
    }

    @Test
    void names() {
        record None() {}
        assertEquals(
                List.of("the name 'My Log' is malformed: names are of small letters, digits, _ and -"),
                ProviderProof.problems(new Listener<>("My Log", new None())));
        AtomicInteger calls = new AtomicInteger();
        TrainingListenerProvider<None> restless = new Listener<>("a", new None()) {
            @Override
            public Set<String> names() {
                return Set.of("call" + calls.getAndIncrement());
            }
        };
        assertEquals(
                List.of(restless.getClass().getName() + " gives other names when it is asked again"),
                ProviderProof.problems(restless));
    }

    @Test
    void optionsThatAllHave() {
        assertEquals(
                List.of("'log' has an option 'name', as all of its kind have"),
                ProviderProof.problems(new Listener<>("log", new Options(1, "x"))));
    }

    @Test
    void defaults() {
        record Size(int size) {}
        assertEquals(
                List.of("'log' has no defaults, but null"), ProviderProof.problems(new Listener<Record>("log", null)));
        AtomicInteger calls = new AtomicInteger();
        assertEquals(
                List.of("the defaults of 'log' are others when they are asked for again"),
                ProviderProof.problems(new Listener<>("log", new Size(0)) {
                    @Override
                    public Size defaults(String name) {
                        return new Size(calls.getAndIncrement());
                    }
                }));
        assertEquals(
                List.of(
                        "'log' fails: java.lang.IllegalStateException: class java.lang.Object cannot be a component of a"
                                + " configuration record"),
                ProviderProof.problems(new Listener<>("log", new Unwritable(new Object()))));
    }

    @Test
    void whateverIsThrownIsTold() {
        record None() {}
        assertEquals(
                List.of("'log' fails: java.lang.NoSuchMethodError: gone"),
                ProviderProof.problems(new Listener<>("log", new None()) {
                    @Override
                    public Description describe(String name) {
                        throw new NoSuchMethodError("gone");
                    }
                }));
    }

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
                        "the table has 'tiny' in pretrained, which is no architecture",
                        "the table has 'small' in parameters, which is no architecture"),
                ProviderProof.problems(with("{\"pretrained\": {\"tiny\": []}, \"parameters\": {\"small\": 1}}")));
        List<String> problems = ProviderProof.problems(with("{\"parameters\": {\"tiny_conv\": 12}}"));
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                "the table gives 'tiny_conv' 12 parameters; it has",
                problems.get(0).replaceFirst(" \\d+$", ""));
    }

    @Test
    void architectures() {
        ModelProvider twice = new Family() {
            @Override
            public List<Architecture<?>> architectures() {
                List<Architecture<?>> all = new ArrayList<>(super.architectures());
                all.add(all.get(0));
                return all;
            }
        };
        assertEquals(List.of("architecture 'tiny_conv' is there twice"), ProviderProof.problems(twice));
        record None() {}
        ModelProvider broken = new Family() {
            @Override
            public List<Architecture<?>> architectures() {
                return List.of(new Architecture<>("Broken", new None(), (config, options, root) -> {
                    throw new IllegalStateException("no luck");
                }));
            }
        };
        assertEquals(
                List.of(
                        "the name 'Broken' is malformed",
                        "architecture 'Broken' fails: java.lang.IllegalStateException: no luck"),
                ProviderProof.problems(broken));
    }

    @Test
    void buildersThatGiveAnotherModelEachTime() {
        AtomicInteger calls = new AtomicInteger();
        ModelProvider restless = new Family() {
            @Override
            public List<Architecture<?>> architectures() {
                return List.of(new Architecture<>(
                        "restless",
                        new TinyFamily.Options(8, false),
                        (config, options, root) -> build(calls.getAndIncrement() % 2, options, root)));
            }
        };
        assertEquals(
                List.of("architecture 'restless' is another one when it is built again"),
                ProviderProof.problems(restless));
    }

    private static Model build(int which, ModelOptions options, Scope root) {
        Architecture<?> tiny = new TinyFamily().architectures().get(which);
        return build(tiny, options, root);
    }

    private static <C extends Record> Model build(Architecture<C> tiny, ModelOptions options, Scope root) {
        return tiny.builder().build(tiny.config(), options, root);
    }
}
