package dev.jimm.app.analyze;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import dev.jimm.core.analyze.Analysis;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Small pictures of images, as addresses that contain the picture itself. */
final class Thumbnails {
    /** The longer side at most, in pixels. */
    static final int SIZE = 96;

    /** So small a picture is enlarged by the browser; a JPEG would show its blocks. */
    private static final int PIXEL_ART = 48;

    private Thumbnails() {}

    /**
     * A picture.
     *
     * @param address with all of its data
     * @param small whether the image has so few pixels that each should be seen
     */
    record Picture(String address, boolean small) {}

    /** The picture of an image; empty when it cannot be read any more. */
    static Optional<Picture> of(Analysis analysis, int index) {
        try {
            Image image = analysis.image(index);
            boolean small = Math.max(image.width(), image.height()) <= PIXEL_ART;
            String format = small ? "png" : "jpeg";
            return Optional.of(new Picture(
                    "data:image/" + format + ";base64,"
                            + Base64.getEncoder().encodeToString(encoded(shrunk(image), format)),
                    small));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Image shrunk(Image image) {
        double scale = Math.min(1, (double) SIZE / Math.max(image.width(), image.height()));
        return Resize.resize(image, scaled(image.width(), scale), scaled(image.height(), scale), Filter.BILINEAR);
    }

    private static int scaled(int size, double scale) {
        return (int) Math.max(1, Math.round(size * scale));
    }

    private static byte[] encoded(Image image, String format) throws IOException {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                picture.setRGB(x, y, image.at(x, y, 0) << 16 | image.at(x, y, 1) << 8 | image.at(x, y, 2));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, format, out);
        return out.toByteArray();
    }
}
