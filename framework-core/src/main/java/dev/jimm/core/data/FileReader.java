package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.nio.file.Path;
import java.util.List;

/**
 * Image files below a folder. Their names are kept as text relative to it: a million paths would take ten times the
 * memory.
 */
final class FileReader implements Reader {
    private final Path folder;
    private final List<String> classNames;
    private final List<String> files;
    private final int[] labels;

    FileReader(Path folder, List<String> classNames, List<String> files, int[] labels) {
        this.folder = folder;
        this.classNames = classNames;
        this.files = files;
        this.labels = labels;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public String name(int index) {
        return folder.resolve(files.get(index)).toString();
    }

    @Override
    public Image image(int index) throws UnreadableImageException {
        return ImageDecoder.read(folder.resolve(files.get(index)));
    }
}
