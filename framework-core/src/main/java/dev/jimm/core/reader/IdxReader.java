package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gray images of one size with their labels, each in an IDX file. */
final class IdxReader implements Reader {
    private final Path file;
    private final IdxFile images;
    private final IdxFile labels;
    private final List<String> classNames;

    private IdxReader(Path file, IdxFile images, IdxFile labels, List<String> classNames) {
        this.file = file;
        this.images = images;
        this.labels = labels;
        this.classNames = classNames;
    }

    static IdxReader open(Path imageFile, Path labelFile, List<String> classNames) throws IOException {
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        if (images.sizes()[0] != labels.sizes()[0]) {
            throw new IOException(imageFile + " has " + images.sizes()[0] + " images, but " + labelFile + " has "
                    + labels.sizes()[0] + " labels; download both again");
        }
        if ((long) images.sizes()[1] * images.sizes()[2] > Integer.MAX_VALUE / (2 * Image.CHANNELS)) {
            throw new IOException(imageFile + " says in its header that its images have " + images.sizes()[2] + " x "
                    + images.sizes()[1] + " pixels; it is damaged");
        }
        IdxReader reader = new IdxReader(imageFile, images, labels, classNames);
        for (int i = 0; i < reader.size(); i++) {
            if (reader.label(i) >= classNames.size()) {
                throw new IOException(labelFile + "#" + i + " is the label " + reader.label(i) + ", not 0 to "
                        + (classNames.size() - 1) + ": the file is damaged, or of another data set");
            }
        }
        return reader;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int size() {
        return labels.sizes()[0];
    }

    @Override
    public int[] labels(int index) {
        return new int[] {label(index)};
    }

    private int label(int index) {
        return labels.values().get(index) & 0xff;
    }

    @Override
    public String name(int index) {
        return file + "#" + index;
    }

    @Override
    public Sample sample(int index) {
        int height = images.sizes()[1];
        int width = images.sizes()[2];
        byte[] gray = new byte[height * width];
        images.values().get(index * gray.length, gray);
        byte[] pixels = new byte[gray.length * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = gray[i / Image.CHANNELS];
        }
        return new Sample.Decoded(new Image(width, height, pixels));
    }
}
