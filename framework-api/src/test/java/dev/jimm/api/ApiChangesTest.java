package dev.jimm.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What counts as breaking: the types below are two versions of one API. */
class ApiChangesTest {
    @API(status = API.Status.STABLE, since = "0.1")
    interface Before {
        interface Service {
            int size();

            default <T extends Comparable<T>> List<T> sorted(List<T> values) {
                return values;
            }
        }

        record Step(long number) {}

        enum Kind {
            ONE
        }

        sealed interface Event {
            record Started() implements Event {}
        }

        abstract class Base {
            public static final int LIMIT = 3;

            protected Base(String... names) {}

            public void close() throws java.io.IOException {}

            void hidden() {}
        }

        interface Gone {}
    }

    @API(status = API.Status.STABLE, since = "0.1")
    interface After {
        interface Service {
            int size();

            int added();

            default <T extends Comparable<T>> List<T> sorted(List<? extends T> values) {
                return List.of();
            }

            default int harmless() {
                return 0;
            }
        }

        record Step(long number, double rate) {}

        enum Kind {
            ONE,
            TWO
        }

        sealed interface Event {
            record Started() implements Event {}

            record Ended() implements Event {}
        }

        abstract class Base {
            public static final int LIMIT = 3;

            protected Base(String... names) {}

            public void close() {}

            protected abstract void must();
        }
    }

    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    interface Unsettled {
        interface Service {
            int size();
        }
    }

    @Test
    void whatIsTakenAwayOrMustBeImplementedBreaks() {
        assertEquals(
                List.of(
                        "Base has no longer: public void close() throws java.io.IOException",
                        "Base has now: protected abstract void must() (whoever implements the type lacks it; give it a default)",
                        "Gone is gone",
                        "Service has no longer: public <T extends Comparable<T>> default java.util.List<T> sorted(java.util.List<T>)",
                        "Service has now: public abstract int added() (whoever implements the type lacks it; give it a default)",
                        "Step has no longer: public Step(long)"),
                changes().breaking());
    }

    @Test
    void whatIsAddedBesideBreaksNothing() {
        assertEquals(
                List.of(
                        "Base has now: public void close()",
                        "Event has now: permits Event.Ended (a switch without a default branch does not know it)",
                        "Kind has now: constant TWO (a switch without a default branch does not know it)",
                        "Service has now: public <T extends Comparable<T>> default java.util.List<T> sorted(java.util.List<? extends T>)",
                        "Service has now: public default int harmless()",
                        "Step has now: public Step(long, double)",
                        "Step has now: public double rate()",
                        "Event.Ended is new"),
                changes().added());
        assertEquals(List.of(), changes().unsettled());
    }

    @Test
    void whatIsNotStableMayChange() {
        Map<String, List<String>> before = api(Unsettled.class);
        ApiChanges changes = ApiChanges.between(before, Map.of());
        assertEquals(List.of("Service is gone"), changes.unsettled());
        assertEquals(List.of(), changes.breaking());
    }

    @Test
    void nothingDiffersFromItself() {
        assertTrue(ApiChanges.between(api(Before.class), api(Before.class)).isEmpty());
    }

    private static ApiChanges changes() {
        return ApiChanges.between(api(Before.class), api(After.class));
    }

    /** The types within a version, as if they were not within it. */
    private static Map<String, List<String>> api(Class<?> version) {
        String prefix = version.getCanonicalName() + ".";
        Map<String, List<String>> api = new TreeMap<>();
        addTypes(version, prefix, api);
        return api;
    }

    private static void addTypes(Class<?> outer, String prefix, Map<String, List<String>> api) {
        for (Class<?> type : outer.getDeclaredClasses()) {
            List<String> lines = PublicApi.lines(type).stream()
                    .map(line -> line.replace(prefix, ""))
                    .toList();
            api.put(type.getCanonicalName().replace(prefix, ""), lines);
            addTypes(type, prefix, api);
        }
    }
}
