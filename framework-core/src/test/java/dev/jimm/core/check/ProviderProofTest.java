package dev.jimm.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.listener.BuiltInListeners;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.reader.BuiltInReaders;
import java.nio.file.Path;
import java.util.List;
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

    /** No options. */
    public record None() {}

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
        Listener<None> malformed = new Listener<>("My_Log", new None());
        assertEquals(
                List.of(malformed.getClass().getName()
                        + ": the name 'My_Log' is malformed; all of it must match [a-z][a-z0-9-]*"),
                ProviderProof.problems(malformed));
        AtomicInteger calls = new AtomicInteger();
        TrainingListenerProvider<None> restless = new Listener<>("a", new None()) {
            @Override
            public Set<String> names() {
                return Set.of("call" + calls.getAndIncrement());
            }
        };
        assertEquals(
                List.of(
                        "the names at a second call of names() are [call1], and were [call0] at the first; they must stay"
                                + " the same"),
                NamesProof.problems(restless));
        assertEquals(
                List.of("there are no names; names() must give at least one"),
                NamesProof.problems(new Listener<>("a", new None()) {
                    @Override
                    public Set<String> names() {
                        return Set.of();
                    }
                }));
    }

    /** A schedule whose options a test chooses. */
    private record Scheduler<C extends Record>(C options) implements SchedulerProvider<C> {
        @Override
        public Set<String> names() {
            return Set.of("step");
        }

        @Override
        public C defaults(String name) {
            return options;
        }

        @Override
        public Schedule create(String name, C options, int epochs, int updatesPerEpoch) {
            throw new UnsupportedOperationException(name);
        }
    }

    @Test
    void optionsThatAllHave() {
        assertEquals(
                List.of("'step': the options have a key 'name', which all of the kind have already; name it otherwise"),
                ProviderProof.problems(new Scheduler<>(new Options(1, "x"))));
        // a listener's section is its own
        assertEquals(List.of(), ProviderProof.problems(new Listener<>("log", new Options(1, "x"))));
    }

    /** Options that are not what they were made from. */
    public record Halved(int size) {
        public Halved {
            size /= 2;
        }
    }

    /** Options that refuse what they were made from. */
    public record Odd(int size) {
        public Odd {
            if (size > 1) {
                throw new IllegalArgumentException("size must be at most 1, is " + size);
            }
            size += 2;
        }
    }

    @Test
    void defaults() {
        record Size(int size) {}
        assertEquals(
                List.of(
                        "'log': the defaults are null; give a record, one without components where there are no options"),
                ProviderProof.problems(new Listener<Record>("log", null)));
        AtomicInteger calls = new AtomicInteger();
        assertEquals(
                List.of(
                        "the defaults at a second call are Size[size=1], and were Size[size=0] at the first; they must stay"
                                + " the same"),
                OptionsProof.problems(
                        new Listener<>("log", new Size(0)) {
                            @Override
                            public Size defaults(String name) {
                                return new Size(calls.getAndIncrement());
                            }
                        },
                        "log"));
        assertEquals(
                List.of(
                        "'log' fails: java.lang.IllegalStateException: class java.lang.Object cannot be a component of a"
                                + " configuration record"),
                ProviderProof.problems(new Listener<>("log", new Unwritable(new Object()))));
        String keep = "; the record must keep what it is given, and have equals and hashCode of a record";
        assertEquals(
                List.of("the defaults, written as a configuration and read again, are Halved[size=2], and were"
                        + " Halved[size=4]" + keep),
                OptionsProof.problems(new Listener<>("log", new Halved(8)), "log"));
        List<String> refused = OptionsProof.problems(new Listener<>("log", new Odd(1)), "log");
        assertEquals(1, refused.size(), refused::toString);
        assertTrue(
                refused.get(0)
                        .matches(
                                "the defaults are refused when they stand in a run's file: .*'size' must be at most 1, is 3.*"),
                refused::toString);
    }

    @Test
    void descriptions() {
        assertEquals(
                List.of("'log': the description is null; give one, or leave describe as the interface has it"),
                ProviderProof.problems(new Listener<>("log", new None()) {
                    @Override
                    public Description describe(String name) {
                        return null;
                    }
                }));
    }

    @Test
    void whateverIsThrownIsTold() {
        assertEquals(
                List.of("'log' fails: java.lang.NoSuchMethodError: gone"),
                ProviderProof.problems(new Listener<>("log", new None()) {
                    @Override
                    public Description describe(String name) {
                        throw new NoSuchMethodError("gone");
                    }
                }));
    }
}
