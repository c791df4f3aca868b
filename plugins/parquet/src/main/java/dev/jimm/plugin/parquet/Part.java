package dev.jimm.plugin.parquet;

import dev.jimm.plugin.parquet.Parquet.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All rows of some files.
 *
 * @param firsts the index of each file's first row
 */
record Part(List<Path> files, List<Integer> firsts, LabelList labels, PartImages images) {
    /**
     * Reads the labels only.
     *
     * @param classes learns those of the part
     * @param folder for the images, once they are asked for
     */
    static Part load(List<Path> files, Options options, Classes classes, Path folder) throws IOException {
        LabelList labels = new LabelList(classes);
        List<Integer> firsts = new ArrayList<>();
        long bytes = 0;
        for (Path path : files) {
            firsts.add(labels.size());
            try (ParquetFile file = ParquetFile.open(path)) {
                Columns columns = Columns.of(file, options);
                // No sum of sizes that a damaged file claims goes beyond this.
                bytes += Math.min(file.unpackedBytes(columns.image()), Long.MAX_VALUE - bytes);
                columns.tell(classes);
                columns.loadLabels(labels);
            }
        }
        if (labels.size() == 0) {
            throw new IOException(files + " have no rows");
        }
        return new Part(files, firsts, labels, new PartImages(files, options, labels.size(), bytes, folder));
    }

    /** A file and the number of a row in it. */
    String name(int index) {
        int file = firsts.size() - 1;
        while (firsts.get(file) > index) {
            file--;
        }
        return files.get(file) + "#" + (index - firsts.get(file));
    }
}
