package dev.jimm.testkit;

import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Path;

/** A sound reader passes everything. */
class TinyReaderProviderKitTest extends ReaderProviderKit {
    @Override
    protected ReaderProvider<?> provider() {
        return new TinyReader();
    }

    @Override
    protected Path dataSet(String name, Path folder) throws IOException {
        return TinyReader.write(folder);
    }
}
