package dev.jimm.testkit;

import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves readers of data sets; needs no engine. A plugin author extends this class in the plugin's tests, says which
 * provider is meant, a class for each provider, and puts a small data set of the reader's format into a folder:
 *
 * <pre>{@code
 * class MyReaderTest extends ReaderProviderKit {
 *     @Override
 *     protected ReaderProvider<?> provider() {
 *         return new MyReader();
 *     }
 *
 *     @Override
 *     protected Path dataSet(String name, Path folder) throws IOException {
 *         for (String file : List.of("train.bin", "val.bin")) {
 *             try (InputStream in = MyReaderTest.class.getResourceAsStream("small/" + file)) {
 *                 Files.copy(in, folder.resolve(file));
 *             }
 *         }
 *         return folder;
 *     }
 *
 *     @Override
 *     protected Set<ReaderBehavior> absent(String name) {
 *         return Set.of(ReaderBehavior.ONE_LABEL); // leave this method out for data with one class a sample
 *     }
 * }
 * }</pre>
 *
 * <p>The kit opens the data set with the defaults of every name, reads all of it in any order and from several threads, and
 * then asks for the data set again and again to empty, cut, spoil and remove each of its files. So it should have a few
 * small images, 2 to 20.
 */
public abstract class ReaderProviderKit {
    /** The one to prove. */
    protected abstract ReaderProvider<?> provider();

    /**
     * Writes a small sound data set, of two samples or more. The kit damages its files.
     *
     * @param name of the reader
     * @param folder an empty one, which the kit deletes
     * @return what a user gives as {@code data.root}: the folder, or something in it
     */
    protected abstract Path dataSet(String name, Path folder) throws Exception;

    /**
     * What a reader does not do with the data set; override this for a reader without a behaviour, and the kit expects
     * what the behaviour says of it. Behaviours that later versions of the kit add are expected of every reader, too.
     *
     * @param name of the reader
     */
    protected Set<ReaderBehavior> absent(String name) {
        return Set.of();
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        ProviderChecks.names(List.of(provider()));
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        ProviderChecks.declared(provider().getClass(), ReaderProvider.class);
    }

    @TestFactory
    public Stream<DynamicTest> defaultsAreAConfiguration() {
        return each(ReaderChecks::defaults);
    }

    @TestFactory
    public Stream<DynamicTest> descriptionsAreALineAndLinks() {
        return each(ReaderChecks::description);
    }

    /** Extreme values of every option are refused by the option's key, or the data is, or they work. */
    @TestFactory
    public Stream<DynamicTest> optionsAreRefusedByTheirKeyOrWork() {
        return each(ReaderChecks::options);
    }

    /** Classes have names, samples have a place of their own, and labels are among the classes. */
    @TestFactory
    public Stream<DynamicTest> classesAndLabelsFit() {
        return each(ReaderChecks::classesAndLabels);
    }

    @TestFactory
    public Stream<DynamicTest> everySampleIsAnImage() {
        return each(ReaderChecks::images);
    }

    /** A training is repeated bit for bit only where a data set has the same order whenever it is opened. */
    @TestFactory
    public Stream<DynamicTest> theOrderIsTheSameWheneverItIsOpened() {
        return each(ReaderChecks::order);
    }

    @TestFactory
    public Stream<DynamicTest> samplesAreReadInAnyOrderAndBySeveralThreads() {
        return each(ReaderChecks::anyOrder);
    }

    @TestFactory
    public Stream<DynamicTest> nothingIsWrittenBelowTheRoot() {
        return each(ReaderChecks::writesNothing);
    }

    /** Looked up in /proc/self/fd; where there is none, as on Windows and macOS, this finds nothing. */
    @TestFactory
    public Stream<DynamicTest> closingGivesFilesBack() {
        return each(ReaderChecks::closes);
    }

    @TestFactory
    public Stream<DynamicTest> missingDataIsToldInWords() {
        return each(ReaderChecks::missing);
    }

    /** Empty, cut off, spoilt and removed ones, before the data set is opened and after. */
    @TestFactory
    public Stream<DynamicTest> damagedFilesAreToldAndCrashNothing() {
        return each(ReaderChecks::damaged);
    }

    /** What is checked of one reader. */
    @FunctionalInterface
    private interface Check {
        void run(ReaderChecks<?> checks) throws Exception;
    }

    private Stream<DynamicTest> each(Check check) {
        ReaderProvider<?> provider = provider();
        return provider.names().stream()
                .sorted()
                .map(name ->
                        NamedChecks.test(provider, name, () -> check.run(new ReaderChecks<>(this, provider, name))));
    }
}
