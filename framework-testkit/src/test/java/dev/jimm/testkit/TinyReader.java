package dev.jimm.testkit;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file a part, {@code train.tiny} and {@code val.tiny}: four bytes a sample, its class (0 or 1) and the red, green and
 * blue of its one pixel. It can be given a fault. Public as providers are.
 */
public final class TinyReader implements ReaderProvider<TinyReader.Options> {
    /** What is wrong with the reader. */
    enum Fault {
        NONE,
        MALFORMED_NAME,
        NULL_DATA,
        NO_CLASSES,
        NAMELESS_CLASS,
        NO_SAMPLES,
        LABEL_BEYOND_THE_CLASSES,
        TWO_LABELS,
        MULTI_LABEL,
        OTHER_CLASSES,
        ONE_NAME_FOR_ALL,
        NO_VALIDATION,
        NULL_SAMPLE,
        NO_IMAGE,
        OTHER_ORDER,
        COUNTS_ON_ORDER,
        SHARED_BUFFER,
        WRITES_AN_INDEX,
        LEAVES_FILES_OPEN,
        TAKES_WHAT_IS_NOT_THERE,
        BARE_EXCEPTION,
        CRASHES_WHERE_NOTHING_IS,
        CRASHES_ON_A_CUT_FILE,
        REFUSES_BY_NO_KEY,
        BELIEVES_LABELS,
        LEAVES_REFUSED_FILES_OPEN,
        CRASHES_LATER,
        ENDS_THE_RUN_WITHOUT_THE_FILE,
        SILENT
    }

    /** @param skipped samples at the beginning, at least 0 */
    public record Options(int skipped) {
        public Options {
            if (skipped < 0) {
                throw new IllegalArgumentException("skipped must be at least 0, is " + skipped);
            }
        }
    }

    private static final int BYTES = 4;
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final Fault fault;

    public TinyReader() {
        this(Fault.NONE);
    }

    TinyReader(Fault fault) {
        this.fault = fault;
    }

    /** Writes the two parts. */
    static Path write(Path folder) throws IOException {
        Files.write(folder.resolve("train.tiny"), new byte[] {0, 1, 2, 3, 1, 4, 5, 6, 0, 7, 8, 9, 1, 10, 11, 12});
        Files.write(folder.resolve("val.tiny"), new byte[] {1, 13, 14, 15, 0, 16, 17, 18});
        return folder;
    }

    @Override
    public Set<String> names() {
        return Set.of(fault == Fault.MALFORMED_NAME ? "tiny_reader" : "tiny");
    }

    @Override
    public Options defaults(String name) {
        return new Options(0);
    }

    @Override
    public Description describe(String name) {
        return Description.of("images of one pixel");
    }

    @Override
    public DataSet open(String name, Path root, Options options) throws IOException {
        Path train = root.resolve("train.tiny");
        if (!Files.exists(train)) {
            return absent(root, train);
        }
        if (fault == Fault.WRITES_AN_INDEX) {
            Files.writeString(root.resolve("index"), "2 parts");
        }
        Path validation = root.resolve("val.tiny");
        if (fault == Fault.NULL_DATA) {
            return null;
        }
        Part training = part(train, options, false);
        if (fault == Fault.NO_VALIDATION || !Files.exists(validation)) {
            return DataSet.undivided(training);
        }
        try {
            return DataSet.of(training, part(validation, new Options(0), true));
        } catch (IOException | RuntimeException e) {
            training.close();
            throw e;
        }
    }

    private DataSet absent(Path root, Path train) throws IOException {
        switch (fault) {
            case TAKES_WHAT_IS_NOT_THERE -> {
                return DataSet.undivided(new Part(fault, null, new byte[BYTES], false));
            }
            case BARE_EXCEPTION -> throw new NoSuchFileException(train.toString());
            case CRASHES_WHERE_NOTHING_IS -> throw new IllegalStateException("no train.tiny");
            default ->
                throw new IOException("there is no train.tiny in " + root + "; expected are train.tiny, val.tiny");
        }
    }

    private Part part(Path file, Options options, boolean validation) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            byte[] all = Files.readAllBytes(file);
            boolean whole = all.length % BYTES == 0 && all.length > options.skipped() * BYTES;
            if (!whole && fault == Fault.REFUSES_BY_NO_KEY) {
                throw new IllegalArgumentException("cut off");
            }
            if (!whole && fault != Fault.CRASHES_ON_A_CUT_FILE && options.skipped() == 0) {
                throw new IOException(fault == Fault.SILENT ? null : file + " is cut off; copy it again");
            }
            if (options.skipped() > 0 && options.skipped() >= all.length / BYTES) {
                throw new IllegalArgumentException("skipped must leave a sample, is " + options.skipped());
            }
            for (int i = 0; i < all.length && fault != Fault.BELIEVES_LABELS; i += BYTES) {
                if (all[i] < 0 || all[i] > 1) {
                    throw new IOException(file + " is damaged at byte " + i + "; copy it again");
                }
            }
            if (all.length == 0) {
                throw new ArrayIndexOutOfBoundsException(0);
            }
            return new Part(fault, new Source(file, channel), ordered(all, options, validation), validation);
        } catch (IOException | RuntimeException e) {
            if (fault != Fault.LEAVES_REFUSED_FILES_OPEN) {
                channel.close();
            }
            throw e;
        }
    }

    private byte[] ordered(byte[] all, Options options, boolean validation) {
        byte[] bytes = Arrays.copyOfRange(all, options.skipped() * BYTES, all.length);
        if (fault == Fault.OTHER_ORDER && !validation && OPENED.incrementAndGet() % 2 == 0) {
            byte[] last = Arrays.copyOfRange(bytes, bytes.length - BYTES, bytes.length);
            System.arraycopy(bytes, 0, bytes, BYTES, bytes.length - BYTES);
            System.arraycopy(last, 0, bytes, 0, BYTES);
        }
        return bytes;
    }

    private record Source(Path file, FileChannel channel) {}

    private static final class Part implements Reader {
        private final Fault fault;
        private final Source source;
        private final byte[] bytes;
        private final boolean validation;
        private final byte[] buffer = new byte[Image.CHANNELS];
        private int next;

        Part(Fault fault, Source source, byte[] bytes, boolean validation) {
            this.fault = fault;
            this.source = source;
            this.bytes = bytes;
            this.validation = validation;
        }

        @Override
        public List<String> classNames() {
            return switch (fault) {
                case NO_CLASSES -> List.of();
                case NAMELESS_CLASS -> List.of("day", "");
                case OTHER_CLASSES -> validation ? List.of("night", "day") : List.of("day", "night");
                default -> List.of("day", "night");
            };
        }

        @Override
        public int size() {
            return fault == Fault.NO_SAMPLES ? 0 : bytes.length / BYTES;
        }

        @Override
        public int[] labels(int index) {
            int label = bytes[index * BYTES];
            return switch (fault) {
                case LABEL_BEYOND_THE_CLASSES -> new int[] {label + 1};
                case TWO_LABELS -> new int[] {label, label};
                default -> new int[] {label};
            };
        }

        @Override
        public boolean isMultiLabel() {
            return fault == Fault.MULTI_LABEL;
        }

        @Override
        public String name(int index) {
            return fault == Fault.ONE_NAME_FOR_ALL ? source.file().toString() : source.file() + "#" + index;
        }

        @Override
        public Sample sample(int index) throws IOException {
            if (!Files.exists(source.file())) {
                gone();
            }
            return switch (fault) {
                case NULL_SAMPLE -> null;
                case NO_IMAGE -> new Sample.Encoded(pixel(index));
                case COUNTS_ON_ORDER -> new Sample.Decoded(new Image(1, 1, pixel(next++ % size())));
                case SHARED_BUFFER -> shared(index);
                default -> new Sample.Decoded(new Image(1, 1, pixel(index)));
            };
        }

        private void gone() throws IOException {
            switch (fault) {
                case CRASHES_LATER -> throw new IllegalStateException("no file");
                case ENDS_THE_RUN_WITHOUT_THE_FILE -> throw new UncheckedIOException(new IOException("it is gone"));
                default -> throw new IOException("the file is not there any more");
            }
        }

        private byte[] pixel(int index) {
            return Arrays.copyOfRange(bytes, index * BYTES + 1, (index + 1) * BYTES);
        }

        /** Right as long as one thread at a time calls. */
        private Sample shared(int index) {
            ByteBuffer.wrap(buffer).put(pixel(index));
            Thread.yield();
            return new Sample.Decoded(new Image(1, 1, buffer.clone()));
        }

        @Override
        public void close() throws IOException {
            if (source != null && fault != Fault.LEAVES_FILES_OPEN) {
                source.channel().close();
            }
        }
    }
}
