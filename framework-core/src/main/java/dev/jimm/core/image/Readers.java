package dev.jimm.core.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** The JDK's readers of image files. */
final class Readers {
    private static final Map<ImageFormat, ImageReaderSpi> MAKERS = new ConcurrentHashMap<>();

    private Readers() {}

    /** What is done with a reader that has been given an image. */
    @FunctionalInterface
    interface Use<T> {
        T of(ImageReader reader) throws IOException;
    }

    /** Each image has a reader of its own: one for JPEG keeps tables, which the next, if it lacks them, would be given. */
    static <T> T use(ImageFormat format, byte[] encoded, Use<T> use) throws IOException {
        ImageReader reader = MAKERS.computeIfAbsent(format, Readers::newMaker).createReaderInstance();
        try {
            reader.setInput(new ByteArrayStream(encoded), true, true);
            return use.of(reader);
        } finally {
            reader.dispose();
        }
    }

    /** Other ImageIO plugins on the class path are passed over: their pixels differ. */
    private static ImageReaderSpi newMaker(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getModule() == Raster.class.getModule()) {
                return reader.getOriginatingProvider();
            }
        }
        throw new IllegalStateException("this Java runtime has no decoder for " + format);
    }
}
