package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Image files in a tar archive, each in a folder that names its class. ROOT is
 *
 * <ul>
 *   <li>the archive, with {@code CLASS/x.jpg} or {@code train/CLASS/x.jpg} and {@code val/CLASS/x.jpg} in it, or
 *   <li>a folder with {@code train.tar} and {@code val.tar} or {@code validation.tar}, with {@code CLASS/x.jpg} in them.
 * </ul>
 *
 * An archive {@code CLASS.tar} in the archive, as ImageNet's are, counts as a folder. The class is the innermost folder,
 * as in timm's reader of archives. Nothing is unpacked; the archive must not be compressed. Of two files of one name, the
 * later one counts, as it does when an archive is unpacked.
 */
public final class TarArchive implements ReaderProvider<NoOptions> {
    private static final String EXPECTED = "expected is a .tar file, or a folder with train.tar and val.tar";

    @Override
    public Set<String> names() {
        return Set.of("tar");
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of("image files in a tar archive, in a folder a class");
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        if (Files.isRegularFile(root)) {
            return images(root).dataSet(images -> TarReader.of(List.of(root), images));
        }
        String missing = Files.isDirectory(root) ? "there is no train.tar in it" : "it does not exist";
        Path train = Part.TRAIN
                .in(root, ".tar", Files::isRegularFile)
                .orElseThrow(() -> new IOException(missing + "; " + EXPECTED));
        ClassSamples<TarImage> training = images(train).undivided();
        Optional<Path> other = Part.VALIDATION.in(root, ".tar", Files::isRegularFile);
        if (other.isEmpty()) {
            return DataSet.undivided(TarReader.of(List.of(train), training));
        }
        ClassSamples<TarImage> validation = images(other.get()).undivided();
        training.requireClassesOf(validation);
        return DataSet.of(TarReader.of(List.of(train), training), TarReader.of(List.of(other.get()), validation));
    }

    private static ArchiveImages<TarImage> images(Path tar) throws IOException {
        ArchiveImages<TarImage> images = new ArchiveImages<>(tar);
        TarImage.forEach(tar, 0, images::add);
        return images;
    }
}
