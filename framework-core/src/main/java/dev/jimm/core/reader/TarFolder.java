package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Image files in the tar archives of a folder: {@code ROOT/train/*.tar} with {@code ROOT/val/*.tar} or {@code
 * ROOT/validation/*.tar}, or {@code ROOT/*.tar}. An archive is a class and gives it its name, as with ImageNet, or has
 * folders in it that do. Otherwise as {@link TarArchive}.
 */
public final class TarFolder implements ReaderProvider<NoOptions> {
    private static final String EXPECTED = "expected is ROOT/train/CLASS.tar and ROOT/val/CLASS.tar, or ROOT/CLASS.tar";

    private static final int LISTED = 5;

    @Override
    public Set<String> names() {
        return Set.of("tar-folder");
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of("tar archives in a folder, one a class or with class folders in them");
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException((Files.exists(root) ? "it is not a folder" : "it does not exist") + "; " + EXPECTED);
        }
        Optional<Path> train = Part.TRAIN.in(root, "", Files::isDirectory);
        if (train.isEmpty()) {
            return DataSet.undivided(Archives.scan(root).reader());
        }
        Archives training = Archives.scan(train.get());
        Optional<Path> other = Part.VALIDATION.in(root, "", Files::isDirectory);
        if (other.isEmpty()) {
            return DataSet.undivided(training.reader());
        }
        Archives validation = Archives.scan(other.get());
        training.images().requireClassesOf(validation.images());
        return DataSet.of(training.reader(), validation.reader());
    }

    private record Archives(List<Path> tars, ClassSamples<TarImage> images) {
        static Archives scan(Path folder) throws IOException {
            List<Path> tars = TarFolder.archives(folder);
            if (tars.isEmpty()) {
                throw new IOException("there are no .tar files in " + folder + "; " + EXPECTED
                        + " (compressed archives must be unpacked first: gunzip FILE.tar.gz)");
            }
            ClassSamples<TarImage> images = new ClassSamples<>(folder.toString());
            Findings empty = new Findings(LISTED);
            for (int i = 0; i < tars.size(); i++) {
                String name = tars.get(i).getFileName().toString();
                AtomicInteger found = new AtomicInteger();
                TarImage.forEach(tars.get(i), i, (path, image) -> {
                    images.add(path.within(name).className().orElseThrow(), image);
                    found.incrementAndGet();
                });
                if (found.get() == 0) {
                    empty.add(name);
                }
            }
            empty.throwIfAny("of the " + tars.size() + " archives in " + folder + " hold no images", "Delete them.");
            return new Archives(tars, images);
        }

        Reader reader() {
            return TarReader.of(tars, images);
        }
    }

    /** The archives of a folder by name. */
    static List<Path> archives(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> {
                        EntryPath file = EntryPath.of(path.getFileName().toString());
                        return file.isTar() && !file.isHidden() && Files.isRegularFile(path);
                    })
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }
}
