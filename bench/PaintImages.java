import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Paints JPEG files of 500 x 375 pixels that cost a decoder what photographs of that size do: coloured noise whose
 * strength falls with its frequency, and some shapes. {@code java bench/PaintImages.java FOLDER COUNT}: ten classes.
 */
public final class PaintImages {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;
    private static final int CLASSES = 10;
    private static final float QUALITY = 0.9f;

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("class" + i % CLASSES).resolve(i + ".jpg");
            Files.createDirectories(file.getParent());
            write(paint(new Random(i)), file);
        }
    }

    private static BufferedImage paint(Random random) {
        float[] sum = new float[WIDTH * HEIGHT * 3];
        for (int cells = 2; cells <= 256; cells *= 2) {
            int[] octave = pixels(noise(cells, random));
            float weight = 1.2f / (float) Math.sqrt(cells);
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                for (int channel = 0; channel < 3; channel++) {
                    sum[i * 3 + channel] += weight * ((octave[i] >> 16 - 8 * channel & 0xff) - 127.5f);
                }
            }
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        int[] pixels = pixels(image);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = value(sum[i * 3]) << 16 | value(sum[i * 3 + 1]) << 8 | value(sum[i * 3 + 2]);
        }
        shapes(image, random);
        return image;
    }

    private static BufferedImage noise(int cells, Random random) {
        BufferedImage small = new BufferedImage(cells, cells * HEIGHT / WIDTH + 1, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < cells * small.getHeight(); i++) {
            int gray = random.nextInt(256);
            int tint = random.nextInt(0x1000000);
            // mostly light and dark, as in photographs; some colour
            small.setRGB(i % cells, i / cells, mixed(gray, tint >> 16) << 16 | mixed(gray, tint >> 8) << 8 | mixed(gray, tint));
        }
        BufferedImage large = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = large.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(small, 0, 0, WIDTH, HEIGHT, null);
        graphics.dispose();
        return large;
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    private static int mixed(int gray, int tint) {
        return (3 * gray + (tint & 0xff)) / 4;
    }

    private static int value(float sum) {
        return Math.max(0, Math.min(255, Math.round(127.5f + sum)));
    }

    private static void shapes(BufferedImage image, Random random) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < 4; i++) {
            graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), 140));
            graphics.fillOval(random.nextInt(WIDTH), random.nextInt(HEIGHT), 40 + random.nextInt(120), 40 + random.nextInt(120));
        }
        graphics.dispose();
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
