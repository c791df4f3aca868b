package com.example.classpath;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A reader of the program's own: noisy pictures in which one colour is the strongest, painted as they are asked for. */
final class Colours implements ReaderProvider<Colours.Options> {
    static final List<String> NAMES = List.of("blue", "green", "red");
    private static final int SIDE = 32;

    /** @param images how many there are to learn from; a quarter more is held out */
    record Options(int images) {
        Options {
            if (images < 8) {
                throw new IllegalArgumentException("images must be at least 8, is " + images);
            }
        }
    }

    @Override
    public Set<String> names() {
        return Set.of("colours");
    }

    @Override
    public Options defaults(String name) {
        return new Options(240);
    }

    @Override
    public Description describe(String name) {
        return Description.of("pictures of three colours, painted by the program");
    }

    @Override
    public DataSet open(String name, Path root, Options options) {
        return DataSet.of(new Painted(0, options.images()), new Painted(options.images(), options.images() / 4));
    }

    /** The picture of a number, always the same. */
    static Image picture(int number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] pixels = new byte[SIDE * SIDE * Image.CHANNELS];
        int strongest = NAMES.size() - 1 - label(number);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(i % Image.CHANNELS == strongest ? 256 : 128);
        }
        return new Image(SIDE, SIDE, pixels);
    }

    static int label(int number) {
        return number % NAMES.size();
    }

    private record Painted(int first, int size) implements Reader {
        @Override
        public List<String> classNames() {
            return NAMES;
        }

        @Override
        public int[] labels(int index) {
            return new int[] {label(first + index)};
        }

        @Override
        public String name(int index) {
            return "picture " + (first + index);
        }

        @Override
        public Sample sample(int index) {
            return new Sample.Decoded(picture(first + index));
        }
    }
}
