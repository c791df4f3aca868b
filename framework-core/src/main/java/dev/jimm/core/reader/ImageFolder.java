package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Image files in folders: {@code ROOT/train/CLASS/...} with {@code ROOT/val} or {@code ROOT/validation} beside it, or
 * {@code ROOT/CLASS/...}. A {@code ROOT/test} beside {@code ROOT/train} is left alone: choosing by it would make it
 * worthless as a test.
 */
public final class ImageFolder implements ReaderProvider<NoOptions> {
    @Override
    public Set<String> names() {
        return Set.of("image-folder");
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of("image files in folders: train/CLASS/*.jpg and val/CLASS/*.jpg, or CLASS/*.jpg");
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        return open(root, false);
    }

    /**
     * The same for data that is not in order yet: classes may be without images.
     *
     * @throws IOException also if all of them are
     */
    public static DataSet openIncomplete(Path root) throws IOException {
        return open(root, true);
    }

    private static DataSet open(Path root, boolean incomplete) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException((Files.exists(root) ? "it is not a folder" : "it does not exist")
                    + "; expected is ROOT/train/CLASS/*.jpg and ROOT/val/CLASS/*.jpg, or ROOT/CLASS/*.jpg");
        }
        Optional<Path> train = Part.TRAIN.in(root, "", Files::isDirectory);
        ClassFolders training = scan(train.orElse(root), incomplete);
        Optional<Path> other = train.isEmpty() ? train : Part.VALIDATION.in(root, "", Files::isDirectory);
        if (other.isEmpty()) {
            return DataSet.undivided(training.reader());
        }
        ClassFolders validation = scan(other.get(), incomplete);
        training.samples().requireClassesOf(validation.samples());
        return DataSet.of(training.reader(), validation.reader());
    }

    private static ClassFolders scan(Path folder, boolean incomplete) throws IOException {
        ClassFolders found = ClassFolders.scan(folder);
        return incomplete && found.hasImages() ? found : found.requireImages();
    }
}
