package dev.jimm.app.evaluate;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Images without labels. */
public record ImagePaths(List<Path> paths, List<String> classNames) implements Reader {
    private static final int[] NO_LABELS = {};

    @Override
    public int size() {
        return paths.size();
    }

    @Override
    public int[] labels(int index) {
        return NO_LABELS;
    }

    @Override
    public boolean isMultiLabel() {
        return true;
    }

    @Override
    public String name(int index) {
        return paths.get(index).toString();
    }

    @Override
    public Sample sample(int index) throws IOException {
        return new Sample.Encoded(ImageFiles.bytes(paths.get(index)));
    }
}
