package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some files of a CIFAR. They are mapped, not read: they cost no heap. */
final class CifarReader extends LabelledReader {
    private static final int PLANE = CifarLayout.SIDE * CifarLayout.SIDE;

    private final CifarLayout layout;
    private final List<Part> parts;

    /** A file and the index of its first sample. */
    private record Part(Path file, MappedByteBuffer records, int first) {
        int size(CifarLayout layout) {
            return records.capacity() / layout.recordBytes();
        }
    }

    private CifarReader(CifarLayout layout, List<Part> parts, int[] labels) {
        super(layout.classNames(), labels);
        this.layout = layout;
        this.parts = parts;
    }

    static CifarReader open(CifarLayout layout, Path folder, List<String> names) throws IOException {
        List<Part> parts = new ArrayList<>();
        IntStream.Builder labels = IntStream.builder();
        int first = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            Part part = new Part(file, map(layout, file), first);
            addLabels(layout, part, labels);
            parts.add(part);
            first += part.size(layout);
        }
        return new CifarReader(layout, parts, labels.build().toArray());
    }

    private static MappedByteBuffer map(CifarLayout layout, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes == 0 || bytes % layout.recordBytes() != 0 || bytes > Integer.MAX_VALUE) {
                throw new IOException(file + " has " + bytes + " bytes; expected are whole records of "
                        + layout.recordBytes() + " bytes, and at most 2 GB; download " + layout.archive()
                        + " and unpack it again");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
        }
    }

    private static void addLabels(CifarLayout layout, Part part, IntStream.Builder labels) throws IOException {
        int last = layout.classNames().size() - 1;
        for (int i = 0; i < part.size(layout); i++) {
            int label = part.records().get(i * layout.recordBytes() + layout.labelAt()) & 0xff;
            if (label > last) {
                throw new IOException(part.file() + "#" + i + " has the label " + label + ", not 0 to " + last
                        + ": the file is not " + layout.title() + " in its binary version, or damaged");
            }
            labels.add(label);
        }
    }

    @Override
    public String name(int index) {
        Part part = part(index);
        return part.file() + "#" + (index - part.first());
    }

    @Override
    public Sample sample(int index) {
        Part part = part(index);
        byte[] planes = new byte[CifarLayout.PIXEL_BYTES];
        part.records().get(start(part, index) + layout.labelBytes(), planes);
        byte[] pixels = new byte[CifarLayout.PIXEL_BYTES];
        for (int i = 0; i < PLANE; i++) {
            for (int channel = 0; channel < Image.CHANNELS; channel++) {
                pixels[i * Image.CHANNELS + channel] = planes[channel * PLANE + i];
            }
        }
        return new Sample.Decoded(new Image(CifarLayout.SIDE, CifarLayout.SIDE, pixels));
    }

    private int start(Part part, int index) {
        return (index - part.first()) * layout.recordBytes();
    }

    private Part part(int index) {
        int i = parts.size() - 1;
        while (parts.get(i).first() > index) {
            i--;
        }
        return parts.get(i);
    }
}
