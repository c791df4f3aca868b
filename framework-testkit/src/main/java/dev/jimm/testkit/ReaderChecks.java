package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.data.Sample;
import dev.jimm.core.check.OptionsProof;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** What the kit checks of one reader with a sound data set, and of what {@link ReaderDamage} makes of it. */
final class ReaderChecks<C extends Record> {
    private static final int LEAST_SAMPLES = 2;
    /** Of each thread. */
    private static final int READS = 500;

    private final ReaderProviderKit kit;
    private final ReaderProvider<C> provider;
    private final String name;

    ReaderChecks(ReaderProviderKit kit, ReaderProvider<C> provider, String name) {
        this.kit = kit;
        this.provider = provider;
        this.name = name;
    }

    /** A reader, and what it is called in messages. */
    private record Part(String what, Reader reader) {
        String sample(int index) {
            return what + ", sample " + index + " (" + reader.name(index) + ")";
        }
    }

    @FunctionalInterface
    private interface Check {
        void of(Part part) throws IOException;
    }

    void defaults() {
        ProviderChecks.assertProven(OptionsProof.problems(provider, name));
    }

    void description() {
        ProviderChecks.description(provider.describe(name));
    }

    /** Writes the data set of the kit. */
    static Path written(ReaderProviderKit kit, String name, TestFolder folder) throws Exception {
        Path root = kit.dataSet(name, folder.path());
        assertNotNull(root, () -> "dataSet(\"" + name + "\", folder) gives null, not the root of a data set");
        assertTrue(
                root.toAbsolutePath().startsWith(folder.path()),
                () -> "dataSet(\"" + name + "\", folder) gives " + root + ", which is not in the folder "
                        + folder.path() + "; copy the data set into the folder, since the kit damages its files");
        return root;
    }

    private DataSet open(Path root) throws IOException {
        DataSet data = provider.open(name, root, provider.defaults(name));
        assertNotNull(data, () -> "open(\"" + name + "\", ...) gives null, not a data set");
        return data;
    }

    private static List<Part> parts(DataSet data) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("the training part", data.train()));
        data.validation().ifPresent(reader -> parts.add(new Part("the validation part", reader)));
        return parts;
    }

    private void eachPart(Check check) throws Exception {
        try (TestFolder folder = new TestFolder();
                DataSet data = open(written(kit, name, folder))) {
            for (Part part : parts(data)) {
                check.of(part);
            }
        }
    }

    void options() throws Exception {
        try (TestFolder folder = new TestFolder()) {
            Path root = written(kit, name, folder);
            OptionChecks.extremes(provider.defaults(name), options -> {
                try (DataSet data = provider.open(name, root, options)) {
                    for (Part part : parts(data)) {
                        samples(part);
                    }
                } catch (IOException e) {
                    assertTold("data that does not suit the options", e);
                }
            });
        }
    }

    /** An exception's message is all that a user is shown. */
    static void assertTold(String what, Exception failure) {
        String message = failure.getMessage();
        assertFalse(
                message == null || message.isBlank(),
                () -> what + " is told by a bare " + failure.getClass().getSimpleName()
                        + "; throw an IOException that says what was found where, what was expected, and what to do");
    }

    void classesAndLabels() throws Exception {
        Set<ReaderBehavior> absent = kit.absent(name);
        try (TestFolder folder = new TestFolder();
                DataSet data = open(written(kit, name, folder))) {
            List<Part> parts = parts(data);
            assertEquals(
                    !absent.contains(ReaderBehavior.VALIDATION),
                    data.validation().isPresent(),
                    () -> "reader '" + name + "' finds a validation part in the data set of the kit; declare in"
                            + " absent(name) whether it does (ReaderBehavior.VALIDATION)");
            for (Part part : parts) {
                assertSound(part);
                assertEquals(
                        absent.contains(ReaderBehavior.ONE_LABEL),
                        part.reader().isMultiLabel(),
                        () -> part.what() + " is multi-label; declare in absent(name) whether it is"
                                + " (ReaderBehavior.ONE_LABEL)");
                assertEquals(
                        parts.get(0).reader().classNames(),
                        part.reader().classNames(),
                        () -> "the classes of the training part and of " + part.what()
                                + ", which must be the same in the same order");
            }
            int samples = parts.get(0).reader().size();
            assertTrue(
                    samples >= LEAST_SAMPLES,
                    () -> "the training part of the kit's data set has " + samples + " samples; let dataSet write "
                            + LEAST_SAMPLES + " or more");
        }
    }

    /** Asserts what must hold of every data set that can be opened. */
    static void assertSound(Reader reader, String what) {
        assertSound(new Part(what, reader));
    }

    private static void assertSound(Part part) {
        Reader reader = part.reader();
        List<String> classes = reader.classNames();
        assertFalse(classes.isEmpty(), () -> part.what() + " has no classes; let open throw an IOException instead");
        assertFalse(
                classes.stream().anyMatch(String::isBlank),
                () -> "a class of " + part.what() + " has an empty name: " + classes);
        assertTrue(reader.size() > 0, () -> part.what() + " has no samples; let open throw an IOException instead");
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < reader.size(); i++) {
            assertLabels(part, i, classes.size());
            String place = reader.name(i);
            assertFalse(place == null || place.isBlank(), "name(" + i + ") of " + part.what() + " is empty");
            Integer before = seen.put(place, i);
            assertEquals(null, before, () -> part.what() + " has another sample of the name '" + place + "', number");
        }
    }

    private static void assertLabels(Part part, int index, int classes) {
        int[] labels = part.reader().labels(index);
        assertTrue(
                Arrays.stream(labels).allMatch(label -> label >= 0 && label < classes),
                () -> part.sample(index) + " has the labels " + Arrays.toString(labels) + ", and there are " + classes
                        + " classes; labels are indices into classNames()");
        assertTrue(
                labels.length == 1 || part.reader().isMultiLabel(),
                () -> part.sample(index) + " has the labels " + Arrays.toString(labels)
                        + "; give one, or let isMultiLabel() be true");
    }

    void images() throws Exception {
        eachPart(part -> {
            for (int i = 0; i < part.reader().size(); i++) {
                Sample sample = sample(part, i);
                if (sample instanceof Sample.Encoded encoded) {
                    assertDecodable(part.sample(i), encoded.bytes());
                }
            }
        });
    }

    private static Sample sample(Part part, int index) throws IOException {
        Sample sample = part.reader().sample(index);
        assertNotNull(sample, () -> part.sample(index) + " is null; throw an IOException where it cannot be read");
        return sample;
    }

    private static void assertDecodable(String what, byte[] bytes) {
        try {
            ImageDecoder.decode(bytes, what);
        } catch (UnreadableImageException e) {
            throw new AssertionError(
                    e.getMessage() + "; give the bytes of a whole image file, or Sample.Decoded with its pixels", e);
        }
    }

    /** Labels and content of every sample, which can be compared. */
    private static List<String> samples(Part part) throws IOException {
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < part.reader().size(); i++) {
            samples.add(content(part, i));
        }
        return samples;
    }

    private static String content(Part part, int index) throws IOException {
        Sample sample = sample(part, index);
        int hash = sample instanceof Sample.Encoded encoded
                ? Arrays.hashCode(encoded.bytes())
                : ((Sample.Decoded) sample).image().hashCode();
        return Arrays.toString(part.reader().labels(index)) + " " + Integer.toHexString(hash);
    }

    void order() throws Exception {
        try (TestFolder folder = new TestFolder()) {
            Path root = written(kit, name, folder);
            try (DataSet first = open(root);
                    DataSet second = open(root)) {
                assertSameOrder("classes", first, second, Reader::classNames);
                assertSameOrder(
                        "names of the samples",
                        first,
                        second,
                        reader -> IntStream.range(0, reader.size())
                                .mapToObj(reader::name)
                                .toList());
                assertSameOrder("labels and images", first, second, reader -> {
                    try {
                        return samples(new Part("a part", reader));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }

    private static void assertSameOrder(
            String what, DataSet first, DataSet second, Function<Reader, List<String>> question) {
        assertEquals(
                question.apply(first.train()),
                question.apply(second.train()),
                () -> "the " + what + " of the training part when it is opened again; sort what the file system lists");
        assertEquals(
                first.validation().map(question),
                second.validation().map(question),
                () -> "the " + what
                        + " of the validation part when it is opened again; sort what the file system lists");
    }

    void anyOrder() throws Exception {
        eachPart(part -> {
            List<String> inOrder = samples(part);
            for (int i = inOrder.size() - 1; i >= 0; i--) {
                assertEquals(inOrder.get(i), content(part, i), part.sample(i) + ", read in reverse order");
            }
            Together.run(IntStream.range(0, Together.THREADS)
                    .<Executable>mapToObj(thread -> () -> shuffled(part, inOrder, thread))
                    .toList());
        });
    }

    /** Each thread goes around several times, from a place of its own. */
    private static void shuffled(Part part, List<String> inOrder, int thread) throws IOException {
        int size = inOrder.size();
        for (int i = 0; i < READS; i++) {
            int index = (i * (thread + 1) + thread) % size;
            assertEquals(
                    inOrder.get(index),
                    content(part, index),
                    () -> part.sample(index) + ", while several threads read; let each call have its own position");
        }
    }

    void writesNothing() throws Exception {
        try (TestFolder folder = new TestFolder()) {
            Path root = written(kit, name, folder);
            SortedMap<String, String> before = folder.content();
            readAll(root);
            assertEquals(
                    Set.of(),
                    TestFolder.changed(before, folder.content()),
                    "files below the root that the reader made, changed or removed; use a temporary folder");
        }
    }

    private void readAll(Path root) throws IOException {
        try (DataSet data = open(root)) {
            for (Part part : parts(data)) {
                samples(part);
            }
        }
    }

    void closes() throws Exception {
        try (TestFolder folder = new TestFolder()) {
            readAll(written(kit, name, folder));
            assertClosed(folder, "when the data set was read and closed");
        }
    }

    static void assertClosed(TestFolder folder, String when) throws IOException {
        assertEquals(
                List.of(),
                folder.open(),
                "files that are still open " + when + "; close them in Reader.close, or before");
    }

    void missing() throws IOException {
        new ReaderDamage<>(kit, provider, name).missing();
    }

    void damaged() throws Exception {
        new ReaderDamage<>(kit, provider, name).everyFile();
    }
}
