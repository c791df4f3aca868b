package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.core.image.ImageFiles;
import java.io.IOException;
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
        return folder.resolve(files.get(index)).toString();
    }

    @Override
    public Sample sample(int index) throws IOException {
        return new Sample.Encoded(ImageFiles.bytes(folder.resolve(files.get(index))));
    }
}
