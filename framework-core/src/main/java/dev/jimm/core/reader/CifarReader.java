package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Some files of a CIFAR. They are mapped, not read: they cost no heap. */
final class CifarReader implements Reader {
    private static final int PLANE = CifarLayout.SIDE * CifarLayout.SIDE;

    private final CifarLayout layout;
    private final List<Part> parts;
    private final byte[] labels;

    /** A file and the index of its first sample. */
    private record Part(Path file, MappedByteBuffer records, int first) {}

    private CifarReader(CifarLayout layout, List<Part> parts, int size) throws IOException {
        this.layout = layout;
        this.parts = parts;
        labels = new byte[size];
        for (int index = 0; index < size; index++) {
            labels[index] = label(index);
        }
    }

    static CifarReader open(CifarLayout layout, Path folder, List<String> names) throws IOException {
        List<Part> parts = new ArrayList<>();
        int size = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            MappedByteBuffer records = map(layout, file);
            parts.add(new Part(file, records, size));
            size += records.capacity() / layout.recordBytes();
        }
        return new CifarReader(layout, parts, size);
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

    private byte label(int index) throws IOException {
        Part part = part(index);
        byte label = part.records().get(start(part, index) + layout.labelAt());
        int last = layout.classNames().size() - 1;
        if (label < 0 || label > last) {
            throw new IOException(name(index) + " has the label " + (label & 0xff) + ", not 0 to " + last
                    + ": the file is not " + layout.title() + " in its binary version, or damaged");
        }
        return label;
    }

    @Override
    public List<String> classNames() {
        return layout.classNames();
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int[] labels(int index) {
        return new int[] {labels[index]};
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
