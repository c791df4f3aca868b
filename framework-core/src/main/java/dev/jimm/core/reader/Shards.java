package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The samples of one part of a WebDataset.
 *
 * @param labels of the images, as they are written
 */
record Shards(List<Path> tars, List<TarImage> images, List<String> labels) {
    Set<String> distinctLabels() {
        return new TreeSet<>(labels);
    }

    Reader reader(LabelMeaning meaning) {
        return new TarReader(
                tars,
                images,
                meaning.classNames(),
                labels.stream().mapToInt(meaning::label).toArray());
    }
}
