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
record Part(List<Path> files, List<Integer> firsts, ImageStore images, LabelList labels) {
    /** @param classes learns those of the part */
    static Part load(List<Path> files, Options options, Classes classes) throws IOException {
        ImageStore images = new ImageStore();
        try {
            LabelList labels = new LabelList(classes);
            List<Integer> firsts = new ArrayList<>();
            for (Path path : files) {
                firsts.add(images.size());
                try (ParquetFile file = ParquetFile.open(path)) {
                    Columns columns = Columns.of(file, options);
                    images.requireRoom(file.unpackedBytes(columns.image()));
                    columns.tell(classes);
                    columns.load(images, labels);
                }
            }
            if (images.size() == 0) {
                throw new IOException(files + " have no rows");
            }
            images.requireAny(files);
            return new Part(files, firsts, images, labels);
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
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
