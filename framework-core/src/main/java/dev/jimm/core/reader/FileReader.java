package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.core.image.ImageFiles;
import dev.jimm.core.image.UnreadableImageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Image files below a folder. */
final class FileReader extends LabelledReader {
    private final Path folder;
    private final List<String> files;

    /**
     * With one label a sample.
     *
     * @param files relative to the folder; a million of them take little memory only in a {@link NameList}
     */
    FileReader(Path folder, List<String> classNames, List<String> files, int[] labels) {
        super(classNames, labels);
        this.folder = folder;
        this.files = files;
    }

    /** With any number of labels a sample. */
    FileReader(Path folder, List<String> classNames, List<String> files, int[][] labels) {
        super(classNames, labels, true);
        this.folder = folder;
        this.files = files;
    }

    @Override
    public String name(int index) {
        try {
            return folder.resolve(files.get(index)).toString();
        } catch (InvalidPathException e) {
            return folder + File.separator + files.get(index);
        }
    }

    @Override
    public Sample sample(int index) throws IOException {
        return new Sample.Encoded(ImageFiles.bytes(path(index)));
    }

    private Path path(int index) throws UnreadableImageException {
        try {
            return folder.resolve(files.get(index));
        } catch (InvalidPathException e) {
            throw new UnreadableImageException(
                    name(index),
                    "no file can have this name (" + e.getReason()
                            + "); if that is for its letters, set the environment variable LC_ALL=C.UTF-8",
                    e);
        }
    }
}
