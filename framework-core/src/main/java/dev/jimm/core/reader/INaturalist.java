package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * iNaturalist (Van Horn et al. 2018, https://arxiv.org/abs/1707.06642), classified at one level of the taxonomy.
 *
 * <p>2021: {@code ROOT/2021_train/NNNNN_Kingdom_Phylum_Class_Order_Family_Genus_species/*.jpg} with
 * {@code ROOT/2021_valid} beside it; also {@code ROOT/train} and {@code ROOT/val}, as the archives name them. Where only
 * the small part is there, {@code 2021_train_mini} or {@code train_mini}, it is the training part. 2017 to 2019:
 * {@code ROOT/SUPER/CATEGORY/*.jpg}, undivided.
 */
public final class INaturalist implements ReaderProvider<INaturalist.Options> {
    private static final List<String> TRAIN = List.of("2021_train", "train", "2021_train_mini", "train_mini");
    private static final List<String> VALIDATION = List.of("2021_valid", "val");

    /**
     * What a class is.
     *
     * @param level of the taxonomy
     */
    public record Options(Level level) {
        public Options {
            Objects.requireNonNull(level, "level");
        }
    }

    /** A level of the taxonomy. */
    public enum Level {
        KINGDOM,
        PHYLUM,
        CLASS,
        ORDER,
        FAMILY,
        GENUS,
        /** The 11 to 16 groups, such as birds, of 2017 to 2019. */
        SUPER,
        /** The species. */
        FULL
    }

    @Override
    public Set<String> names() {
        return Set.of("inaturalist");
    }

    @Override
    public Options defaults(String name) {
        return new Options(Level.FULL);
    }

    @Override
    public Description describe(String name) {
        return Description.of("the folders of iNaturalist, with the classes of a taxonomic level");
    }

    @Override
    public DataSet open(String name, Path root, Options options) throws IOException {
        Optional<Path> train = folder(root, TRAIN);
        if (train.isEmpty()) {
            INaturalistFolder all = INaturalistFolder.scan(root, options.level());
            return DataSet.undivided(all.reader(all.classNames()));
        }
        INaturalistFolder training = INaturalistFolder.scan(train.get(), options.level());
        List<String> classNames = training.classNames();
        Reader reader = training.reader(classNames);
        Optional<Path> validation = folder(root, VALIDATION);
        if (validation.isEmpty()) {
            return DataSet.undivided(reader);
        }
        INaturalistFolder judged = INaturalistFolder.scan(validation.get(), options.level());
        requireKnown(training, judged);
        return DataSet.of(reader, judged.reader(classNames));
    }

    private static Optional<Path> folder(Path root, List<String> names) {
        return names.stream().map(root::resolve).filter(Files::isDirectory).findFirst();
    }

    private static void requireKnown(INaturalistFolder train, INaturalistFolder validation) throws IOException {
        Set<String> unknown = new LinkedHashSet<>(validation.classNames());
        train.classNames().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IOException(validation.folder() + " has " + unknown.size() + " classes that " + train.folder()
                    + " has not, such as " + unknown.iterator().next() + "; unpack both archives of one year again");
        }
    }
}
