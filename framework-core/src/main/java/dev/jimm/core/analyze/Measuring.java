package dev.jimm.core.analyze;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.image.DecodeConfig;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads all images of a reader, several at once, and measures them. The result does not depend on the threads. */
final class Measuring {
    private static final DecodeConfig AS_STORED = new DecodeConfig(false, false);

    private final Reader reader;
    private final ImageTable table;
    private final PixelSums sums = new PixelSums();
    private final Runnable progress;
    private final AtomicInteger next = new AtomicInteger();

    /** Images that there was no memory for beside those of the other threads. */
    private final Queue<Integer> postponed = new ConcurrentLinkedQueue<>();

    private Measuring(Reader reader, Runnable progress) {
        this.reader = reader;
        this.table = new ImageTable(reader.size());
        this.progress = progress;
    }

    /** @param progress called after each image, by any thread */
    static Measuring of(Reader reader, int workers, Runnable progress) {
        Measuring measuring = new Measuring(reader, progress);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<PixelSums>> parts = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                parts.add(threads.submit(measuring::work));
            }
            for (Future<PixelSums> part : parts) {
                measuring.sums.add(part.get());
            }
            measuring.measurePostponed();
            return measuring;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JimmException(Category.DATA, "the analysis was interrupted", e);
        } finally {
            measuring.next.set(reader.size()); // after a failure, the other threads have nothing left to do
            awaitEnd(threads);
        }
    }

    /** The data set is closed afterwards, so that no thread may read it any more, even after an interrupt. */
    private static void awaitEnd(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause; // work() declares no other
    }

    ImageTable table() {
        return table;
    }

    PixelSums sums() {
        return sums;
    }

    private PixelSums work() {
        PixelSums own = new PixelSums();
        for (int image = next.getAndIncrement(); image < table.size(); image = next.getAndIncrement()) {
            try {
                measure(image, own);
            } catch (OutOfMemoryError e) {
                postponed.add(image);
            }
        }
        return own;
    }

    /** One after the other, so that what is broken does not depend on the threads. */
    private void measurePostponed() {
        for (int image : postponed) {
            try {
                measure(image, sums);
            } catch (OutOfMemoryError e) {
                table.setBroken(image, "takes more memory than there is; give Java more (-Xmx)");
                progress.run();
            }
        }
    }

    private void measure(int image, PixelSums added) {
        try {
            table.set(image, measured(image, added));
        } catch (UnreadableImageException e) {
            table.setBroken(image, e.reason());
        } catch (IOException e) {
            table.setBroken(image, Reason.of(e));
        } catch (JimmException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JimmException(Category.INTERNAL, "cannot analyze " + reader.name(image) + ": " + e, e);
        }
        progress.run();
    }

    private ImageTable.Entry measured(int index, PixelSums sums) throws IOException {
        Sample sample = reader.sample(index);
        if (sample instanceof Sample.Decoded decoded) {
            Image image = decoded.image();
            return entry(image, 0, digest(image), sums, false, false);
        }
        byte[] encoded = ((Sample.Encoded) sample).bytes();
        Picture picture = ImageDecoder.open(encoded, reader.name(index), AS_STORED);
        byte[] digest = sha256().digest(encoded);
        return entry(picture.whole(), encoded.length, digest, sums, isGray16(encoded), picture.orientation() != 1);
    }

    private static ImageTable.Entry entry(
            Image image, long fileBytes, byte[] digest, PixelSums sums, boolean gray16, boolean turned) {
        ByteBuffer parts = ByteBuffer.wrap(digest);
        return new ImageTable.Entry(
                image.width(),
                image.height(),
                fileBytes,
                PerceptualHash.of(image),
                parts.getLong(),
                parts.getLong(),
                sums.add(image),
                gray16,
                turned);
    }

    private static byte[] digest(Image image) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(image.width()).flip());
        return digest.digest(image.pixels());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A PNG's header has the bits a sample at byte 24, and the colour type behind it: 0 is gray, 4 gray with alpha. */
    private static boolean isGray16(byte[] encoded) {
        return (encoded[0] & 0xff) == 0x89
                && encoded.length > 25
                && encoded[24] == 16
                && (encoded[25] == 0 || encoded[25] == 4);
    }

    /** Decodes one image again, to be shown. */
    static Image decoded(Reader reader, int index) throws IOException {
        Sample sample = reader.sample(index);
        return sample instanceof Sample.Decoded decoded
                ? decoded.image()
                : ImageDecoder.open(((Sample.Encoded) sample).bytes(), reader.name(index), AS_STORED)
                        .whole();
    }
}
