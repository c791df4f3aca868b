package dev.jimm.core.listener;

import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard: records in the framing of TFRecord, each an {@code Event} message. The numbers of the
 * fields are those of TensorFlow's event.proto and summary.proto.
 */
final class EventFile implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SESSION_LOG_STATUS = 1;
    private static final int STATUS_START = 1;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE_VALUE = 2;

    private static final int MASK_DELTA = 0xA282EAD8;
    private static final double MILLIS = 1000;

    private final Path path;
    private final OutputStream out;
    private final Clock clock;

    private EventFile(Path path, OutputStream out, Clock clock) {
        this.path = path;
        this.out = out;
        this.clock = clock;
    }

    /**
     * A new file in the folder. TensorBoard reads the files of a folder in the order of their names, which begin with
     * the time; one that is there already is never touched.
     */
    static EventFile create(Path folder, Clock clock) {
        long second = clock.instant().getEpochSecond();
        Path path = path(folder, second);
        while (Files.exists(path)) {
            second++;
            path = path(folder, second);
        }
        try {
            EventFile file = new EventFile(path, Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), clock);
            file.add(file.event().text(EVENT_FILE_VERSION, VERSION));
            return file;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static Path path(Path folder, long second) {
        return folder.resolve("events.out.tfevents." + second + ".jimm");
    }

    /** TensorBoard drops from earlier files what they have of this step and later ones. */
    void start(long step) {
        add(event(step).message(EVENT_SESSION_LOG, new Protobuf().integer(SESSION_LOG_STATUS, STATUS_START)));
    }

    /** Adds a value for each tag. */
    void scalars(long step, Map<String, Double> values) {
        Protobuf summary = new Protobuf();
        values.forEach((tag, value) -> summary.message(
                SUMMARY_VALUE, new Protobuf().text(VALUE_TAG, tag).number(VALUE_SIMPLE_VALUE, value.floatValue())));
        add(event(step).message(EVENT_SUMMARY, summary));
    }

    private Protobuf event(long step) {
        return event().integer(EVENT_STEP, step);
    }

    private Protobuf event() {
        return new Protobuf().number(EVENT_WALL_TIME, clock.millis() / MILLIS);
    }

    /** The length and its checksum, the data and its checksum. */
    private void add(Protobuf event) {
        byte[] data = event.bytes();
        ByteBuffer framed = ByteBuffer.allocate(Long.BYTES + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        framed.putLong(data.length);
        framed.putInt(checksum(framed.array(), Long.BYTES));
        framed.put(data).putInt(checksum(data, data.length));
        try {
            out.write(framed.array());
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Masked, as TFRecord wants it: a checksum of data that holds checksums is a weak one. */
    private static int checksum(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static UncheckedIOException failure(Path path, IOException e) {
        return new UncheckedIOException(path + " cannot be written: " + Reason.of(e), e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }
}
