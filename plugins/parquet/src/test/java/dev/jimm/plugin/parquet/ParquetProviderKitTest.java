package dev.jimm.plugin.parquet;

import dev.jimm.api.data.ReaderProvider;
import dev.jimm.testkit.ReaderProviderKit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** With the files of the hub's layout, which were written by pyarrow. */
class ParquetProviderKitTest extends ReaderProviderKit {
    private static final List<String> FILES = List.of(
            "train-00000-of-00002.parquet", "train-00001-of-00002.parquet", "validation-00000-of-00001.parquet");

    @Override
    protected ReaderProvider<?> provider() {
        return new Parquet();
    }

    @Override
    protected Path dataSet(String name, Path folder) throws Exception {
        for (String file : FILES) {
            Files.copy(ParquetTest.resource("hub/data/" + file), folder.resolve(file));
        }
        return folder;
    }
}
