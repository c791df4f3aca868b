package dev.jimm.core.data;

import com.typesafe.config.Config;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.PluginSection;
import dev.jimm.core.provider.PluginSection.Made;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.reader.SampleDataSet;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Opens data sets by the names of their readers. */
public final class DataSets {
    private static final String OPTIONS = "data.options";

    private final ProviderCatalogue providers;

    @Inject
    public DataSets(ProviderCatalogue providers) {
        this.providers = providers;
    }

    /** A reader with its options. */
    @FunctionalInterface
    public interface Opener {
        DataSet open(Path root) throws IOException;
    }

    /**
     * Opens the two parts of a data set; paints the sample data set first where it is not there yet. No image is decoded
     * yet.
     *
     * @param seed decides what is held out where nothing else does
     * @throws JimmException CONFIGURATION for an unknown reader or wrong options, DATA for a root that does not hold
     *     what the reader expects
     */
    public TrainingData open(DataConfig config, long seed) {
        if (config.reader().equals(SampleDataSet.NAME)) {
            SampleDataSet.paintWhereAbsent(config.root());
        }
        return openExisting(config, seed);
    }

    /** The same, but writes nothing: a sample data set that is not there is an error, too. */
    public TrainingData openExisting(DataConfig config, long seed) {
        DataSet opened = openParts(config);
        try {
            return parts(config, seed, opened);
        } catch (RuntimeException | Error e) {
            TrainingData.close(opened);
            throw e;
        }
    }

    /** All samples of a data set, its two parts one after the other where it has two; the caller closes it. */
    public Reader openWhole(DataConfig config) {
        return whole(openParts(config));
    }

    /** The same of a data set that is open; closing it closes the data set. */
    public static Reader whole(DataSet opened) {
        return opened.validation().isPresent() ? new JoinedReader(opened) : opened.train();
    }

    /** Binds the options of a reader; what is wrong with them goes into the problems. */
    public static Optional<Made<Opener>> bind(
            Provided<ReaderProvider<?>> provided, DataConfig config, Problems problems) {
        PluginSection section = new PluginSection(OPTIONS, config.options(), List.of(), problems);
        return bind(provided.provider(), provided.origin(), config.reader(), section);
    }

    private static <C extends Record> Optional<Made<Opener>> bind(
            ReaderProvider<C> provider, String origin, String name, PluginSection section) {
        return section.make(name, origin, provider::defaults, options -> root -> provider.open(name, root, options));
    }

    /** The data set as its reader gives it, with a validation part or without; the caller closes it. */
    public DataSet openParts(DataConfig config) {
        Provided<ReaderProvider<?>> provided = providers.find(ProviderKind.READER, config.reader());
        Problems problems = new Problems();
        Optional<Made<Opener>> opener = bind(provided, config, problems);
        problems.throwIfAny();
        String what = "reader '" + config.reader() + "'";
        try {
            return ReaderChecks.sound(
                    opener.orElseThrow().value().open(config.root()),
                    problem -> Provided.failure(provided.origin(), what + " " + problem, null));
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "data.root = " + config.root() + ": " + reason(e), e);
        } catch (JimmException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isOfAnOption(e, opener.orElseThrow().options())) {
                throw new JimmException(Category.CONFIGURATION, OPTIONS + "." + e.getMessage(), e);
            }
            throw Provided.failure(provided.origin(), what + " fails: " + e, e);
        }
    }

    /** Whether a reader refuses an option: then the message begins with its key. Other failures are the reader's. */
    private static boolean isOfAnOption(RuntimeException e, Config options) {
        return e.getClass() == IllegalArgumentException.class
                && options.root().keySet().stream()
                        .anyMatch(key -> String.valueOf(e.getMessage()).startsWith(key));
    }

    /** The JDK's exceptions for files have nothing but the path as their message. */
    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? e.getMessage() : e.toString();
    }

    private static TrainingData parts(DataConfig config, long seed, DataSet opened) {
        Reader train = mapped(config, opened.train());
        if (opened.validation().isPresent()) {
            if (config.validationList() != null) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "data.validation-list: " + config.root()
                                + " has a validation part of its own; leave the key out");
            }
            return new TrainingData(
                    opened, train, mapped(config, opened.validation().get()));
        }
        boolean[] held = config.validationList() == null
                ? HeldOut.fraction(train, config.root(), config.validationFraction(), seed)
                : HeldOut.list(train, config.root(), config.validationList());
        return new TrainingData(opened, part(train, i -> !held[i]), part(train, i -> held[i]));
    }

    private static Reader mapped(DataConfig config, Reader reader) {
        return config.classMap() == null
                ? reader
                : ClassMap.read(config.classMap()).applied(reader);
    }

    private static Reader part(Reader reader, IntPredicate wanted) {
        return ReaderView.of(
                reader, IntStream.range(0, reader.size()).filter(wanted).toArray());
    }
}
