package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gray images of one size with their labels, each in an IDX file. */
final class IdxReader extends LabelledReader {
    private final Path file;
    private final IdxFile images;

    private IdxReader(Path file, IdxFile images, List<String> classNames, int[] labels) {
        super(classNames, labels);
        this.file = file;
        this.images = images;
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
        return new IdxReader(imageFile, images, classNames, labels(labelFile, labels, classNames.size()));
    }

    private static int[] labels(Path file, IdxFile values, int classes) throws IOException {
        int[] labels = new int[values.sizes()[0]];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = values.values().get(i) & 0xff;
            if (labels[i] >= classes) {
                throw new IOException(file + "#" + i + " is the label " + labels[i] + ", not 0 to " + (classes - 1)
                        + ": the file is damaged, or of another data set");
            }
        }
        return labels;
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
