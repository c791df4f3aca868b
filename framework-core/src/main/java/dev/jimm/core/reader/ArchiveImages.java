package dev.jimm.core.reader;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.io.IOException;
import java.util.function.Function;

/**
 * Sorts the images of one archive into parts and classes: {@code .../CLASS/x.jpg}, or, where there is a folder of that
 * name, {@code train/.../CLASS/x.jpg} with {@code val/...} or {@code validation/...} beside it. What lies beside those,
 * such as {@code test/...}, is then left alone.
 */
final class ArchiveImages<S extends Comparable<S>> {
    /** What such an archive should hold. */
    static final String EXPECTED = "expected are image files in a folder for each class, such as cat/1.jpg, or "
            + "train/cat/1.jpg and val/cat/1.jpg";

    private static final int LISTED = 5;

    private final Object archive;
    private final ClassSamples<S> all;
    private final ClassSamples<S> train;
    private final ClassSamples<S> validation;
    private final Findings homeless = new Findings(LISTED);

    ArchiveImages(Object archive) {
        this.archive = archive;
        all = new ClassSamples<>(archive.toString());
        train = new ClassSamples<>(archive + "/train");
        validation = new ClassSamples<>(archive + "/val");
    }

    /** An image and where it lies in the archive. */
    void add(EntryPath path, S image) {
        String className = path.className().orElse(null);
        if (className == null) {
            homeless.add(path.file());
            return;
        }
        all.add(className, image);
        if (path.part().isPresent()) {
            switch (path.part().get()) {
                case TRAIN -> train.add(className, image);
                case VALIDATION -> validation.add(className, image);
                case TEST -> {}
            }
        }
    }

    /** All images by class, whatever the part; some. */
    ClassSamples<S> undivided() throws IOException {
        homeless.throwIfAny("images of " + archive + " lie in no folder", EXPECTED);
        if (all.isEmpty()) {
            throw new IOException("there are no images in " + archive + "; " + EXPECTED);
        }
        return all;
    }

    DataSet dataSet(Function<ClassSamples<S>, Reader> reader) throws IOException {
        undivided();
        if (train.isEmpty()) {
            return DataSet.undivided(reader.apply(all));
        }
        if (validation.isEmpty()) {
            return DataSet.undivided(reader.apply(train));
        }
        train.requireClassesOf(validation);
        return DataSet.of(reader.apply(train), reader.apply(validation));
    }
}
