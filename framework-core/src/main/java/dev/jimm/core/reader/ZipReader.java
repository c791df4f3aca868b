package dev.jimm.core.reader;

import dev.jimm.api.data.Sample;
import dev.jimm.core.image.ImageFiles;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Images in a zip archive. */
final class ZipReader extends LabelledReader {
    /** Of which deflate makes one, at most. */
    private static final long MOST_BYTES = 1032;

    private final Path path;
    private final ZipFile zip;
    private final NameList names;

    /** @param zip is closed with this reader; a second one may share it */
    ZipReader(Path path, ZipFile zip, ClassSamples<String> images) {
        super(images.classNames(), images.labels());
        this.path = path;
        this.zip = zip;
        names = NameList.of(images.samples());
    }

    @Override
    public String name(int index) {
        return path + "/" + names.get(index);
    }

    @Override
    public Sample sample(int index) throws IOException {
        ZipEntry entry = zip.getEntry(names.get(index));
        long size = entry.getSize();
        ImageFiles.requireRoom(name(index), size);
        if (size / MOST_BYTES > entry.getCompressedSize()) {
            throw new UnreadableImageException(
                    name(index),
                    "cannot have " + size + " bytes, which so few as " + entry.getCompressedSize()
                            + " cannot be unpacked to");
        }
        return new Sample.Encoded(bytes(name(index), entry));
    }

    private byte[] bytes(String name, ZipEntry entry) throws UnreadableImageException {
        int size = (int) entry.getSize();
        byte[] bytes;
        boolean more;
        try (InputStream input = zip.getInputStream(entry)) {
            bytes = input.readNBytes(size);
            more = input.read() >= 0;
        } catch (IOException e) {
            throw new UnreadableImageException(name, "cannot be unpacked: " + e.getMessage(), e);
        }
        if (bytes.length < size || more) {
            throw new UnreadableImageException(
                    name, "has " + (more ? "more than " : "") + bytes.length + " bytes, but should have " + size);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
