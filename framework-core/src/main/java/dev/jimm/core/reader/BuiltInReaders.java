package dev.jimm.core.reader;

import dev.jimm.api.data.ReaderProvider;
import java.util.List;

/** The readers that are there without any plugin. */
public final class BuiltInReaders {
    private BuiltInReaders() {}

    /** New instances of all. */
    public static List<ReaderProvider<?>> all() {
        return List.of(
                new Cifar(),
                new ImageFolder(),
                new ImageList(),
                new INaturalist(),
                new Mnist(),
                new SampleDataSet(),
                new TarArchive(),
                new TarFolder(),
                new WebDataset(),
                new ZipArchive());
    }
}
