package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.core.image.ImageFiles;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Images in tar archives, each read from its place. An archive is opened anew for every image: that takes microseconds,
 * and any number of archives and threads needs no files kept open.
 */
final class TarReader extends LabelledReader {
    private final List<Path> tars;
    private final int[] numbers;
    private final NameList names = new NameList();
    private final long[] offsets;
    private final long[] sizes;

    TarReader(List<Path> tars, List<TarImage> images, List<String> classNames, int[] labels) {
        super(classNames, labels);
        this.tars = List.copyOf(tars);
        numbers = images.stream().mapToInt(TarImage::tar).toArray();
        offsets = images.stream().mapToLong(TarImage::offset).toArray();
        sizes = images.stream().mapToLong(TarImage::size).toArray();
        images.forEach(image -> names.add(image.name()));
    }

    static TarReader of(List<Path> tars, ClassSamples<TarImage> images) {
        ClassSamples<TarImage> ordered = images.ordered();
        return new TarReader(tars, ordered.samples(), ordered.classNames(), ordered.labels());
    }

    @Override
    public String name(int index) {
        return tars.get(numbers[index]) + "/" + names.get(index);
    }

    @Override
    public Sample sample(int index) throws IOException {
        ImageFiles.requireRoom(name(index), sizes[index]);
        try (TarInput input = TarInput.open(tars.get(numbers[index]))) {
            return new Sample.Encoded(input.read(offsets[index], (int) sizes[index]));
        } catch (IOException e) {
            throw new UnreadableImageException(name(index), "cannot be read: " + e.getMessage(), e);
        }
    }
}
