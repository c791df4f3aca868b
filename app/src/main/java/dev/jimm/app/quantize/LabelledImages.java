package dev.jimm.app.quantize;

import dev.jimm.app.evaluate.ImagePaths;
import dev.jimm.app.evaluate.ImageSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The images below a folder in an order that is drawn, with the classes that the folders they lie in are named after.
 *
 * @param classes of the model
 */
record LabelledImages(List<Path> paths, List<String> classes) {
    /** So that the same folder gives the same file. */
    private static final long SEED = 0;

    /** @throws dev.jimm.core.error.JimmException DATA when there is no image */
    static LabelledImages below(Path folder, List<String> classes) {
        List<Path> paths = new ArrayList<>(ImageSearch.find(List.of(folder)));
        Collections.shuffle(paths, new Random(SEED));
        return new LabelledImages(paths, classes);
    }

    LabelledImages first(int count) {
        return new LabelledImages(paths.subList(0, Math.min(count, paths.size())), classes);
    }

    /** The last ones: others than {@link #first}, where there are enough. */
    LabelledImages last(int count) {
        return new LabelledImages(paths.subList(Math.max(0, paths.size() - count), paths.size()), classes);
    }

    ImagePaths reader() {
        return new ImagePaths(paths, classes);
    }

    /** The class of an image; negative where its folder is named after none. */
    int label(int index) {
        Path folder = paths.get(index).toAbsolutePath().getParent().getFileName();
        return folder == null ? -1 : classes.indexOf(folder.toString());
    }
}
