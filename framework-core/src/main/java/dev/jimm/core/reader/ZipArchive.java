package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Image files in a zip archive, ROOT, each in a folder that names its class: {@code CLASS/x.jpg}, or {@code
 * train/CLASS/x.jpg} and {@code val/CLASS/x.jpg}. The class is the innermost folder. Nothing is unpacked to the disk.
 */
public final class ZipArchive implements ReaderProvider<NoOptions> {
    @Override
    public Set<String> names() {
        return Set.of("zip");
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of("image files in a zip archive, in a folder a class");
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        if (!Files.isRegularFile(root)) {
            throw new IOException((Files.exists(root) ? "it is not a file" : "it does not exist")
                    + "; expected is a .zip file with cat/1.jpg, or with train/cat/1.jpg and val/cat/1.jpg");
        }
        ZipFile zip = opened(root);
        try {
            return images(root, zip).dataSet(images -> new ZipReader(root, zip, images.ordered()));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile opened(Path root) throws IOException {
        try {
            return new ZipFile(root.toFile());
        } catch (IOException e) {
            throw new IOException(
                    root + " is not a zip archive, or a broken or truncated one: " + e.getMessage() + "; 'unzip -t "
                            + root + "' should pass",
                    e);
        }
    }

    private static ArchiveImages<String> images(Path root, ZipFile zip) throws IOException {
        ArchiveImages<String> images = new ArchiveImages<>(root);
        for (Iterator<? extends ZipEntry> entries = zip.entries().asIterator(); entries.hasNext(); ) {
            String name = entries.next().getName();
            EntryPath path = EntryPath.of(name);
            if (path.isImage() && !path.isHidden()) {
                images.add(path, name);
            }
        }
        return images;
    }
}
