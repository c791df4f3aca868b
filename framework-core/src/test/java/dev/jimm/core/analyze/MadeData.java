package dev.jimm.core.analyze;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** A data set that is put together image by image. */
final class MadeData {
    private final List<String> classNames;
    private final List<Entry> train = new ArrayList<>();
    private final List<Entry> validation = new ArrayList<>();

    MadeData(String... classNames) {
        this.classNames = List.of(classNames);
    }

    /** @param sample {@code null} for one that the reader cannot read */
    private record Entry(String name, Sample sample, int[] labels) {}

    MadeData train(String name, Sample sample, int... labels) {
        train.add(new Entry(name, sample, labels));
        return this;
    }

    MadeData validation(String name, Sample sample, int... labels) {
        validation.add(new Entry(name, sample, labels));
        return this;
    }

    DataReport analyzed(int workers) {
        return analysis(workers).report();
    }

    Analysis analysis(int workers) {
        return analysis(workers, () -> {});
    }

    Analysis analysis(int workers, Runnable progress) {
        Reader training = new ListReader(classNames, train);
        DataSet data = validation.isEmpty()
                ? DataSet.undivided(training)
                : DataSet.of(training, new ListReader(classNames, validation));
        return Analysis.of(data, new Analysis.Source("made", "test", Map.of(), FolderSurvey.none()), workers, progress);
    }

    private record ListReader(List<String> classNames, List<Entry> entries) implements Reader {
        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public int[] labels(int index) {
            return entries.get(index).labels();
        }

        @Override
        public boolean isMultiLabel() {
            return entries.stream().anyMatch(entry -> entry.labels().length != 1);
        }

        @Override
        public String name(int index) {
            return entries.get(index).name();
        }

        @Override
        public Sample sample(int index) throws IOException {
            if (entries.get(index).sample() == null) {
                throw new UnreadableImageException(name(index), "is broken");
            }
            return entries.get(index).sample();
        }
    }

    /** Smooth random shapes, as photographs have them. */
    static Image scene(long seed, int width, int height) {
        Random random = new Random(seed);
        double[] waves = random.doubles(24, 0, 6).toArray();
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            double x = (double) (i / Image.CHANNELS % width) / width;
            double y = (double) (i / Image.CHANNELS / width) / height;
            double value = 0;
            for (int wave = 0; wave < waves.length; wave += 3) {
                value += Math.sin(waves[wave] * 2 * x + waves[wave + 1] * 2 * y + waves[wave + 2] + i % 3);
            }
            pixels[i] = (byte) Math.max(0, Math.min(255, 128 + 25 * value));
        }
        return new Image(width, height, pixels);
    }

    static Sample.Decoded decoded(Image image) {
        return new Sample.Decoded(image);
    }

    static Sample.Encoded encoded(Image image, String format) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                picture.setRGB(x, y, image.at(x, y, 0) << 16 | image.at(x, y, 1) << 8 | image.at(x, y, 2));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sample.Encoded(out.toByteArray());
    }

    static Image plain(int width, int height, int red, int green, int blue) {
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i += Image.CHANNELS) {
            pixels[i] = (byte) red;
            pixels[i + 1] = (byte) green;
            pixels[i + 2] = (byte) blue;
        }
        return new Image(width, height, pixels);
    }
}
