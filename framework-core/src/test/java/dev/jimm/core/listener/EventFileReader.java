package dev.jimm.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Reads event files of TensorBoard, and checks every length and checksum. */
final class EventFileReader {
    private EventFileReader() {}

    /**
     * What an event says.
     *
     * @param version empty when it is not the beginning of a file
     * @param start whether it begins a session
     */
    record Event(double wallTime, long step, String version, boolean start, Map<String, Float> values) {}

    static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = littleEndian(Files.readAllBytes(file));
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = take(bytes, Long.BYTES);
            assertEquals(masked(length), bytes.getInt(), "checksum of a length");
            byte[] data = take(bytes, (int) littleEndian(length).getLong());
            assertEquals(masked(data), bytes.getInt(), "checksum of a record");
            events.add(event(littleEndian(data)));
        }
        return events;
    }

    /** As TFRecord's description has it: rotated by 15 bits, and a constant added. */
    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        long value = crc.getValue();
        return (int) ((value >>> 15 | value << 17) + 0xA282EAD8L);
    }

    private static Event event(ByteBuffer data) {
        double wallTime = 0;
        long step = 0;
        String version = "";
        boolean start = false;
        Map<String, Float> values = new LinkedHashMap<>();
        while (data.hasRemaining()) {
            int key = (int) varint(data);
            switch (key) {
                case 1 << 3 | 1 -> wallTime = data.getDouble();
                case 2 << 3 -> step = varint(data);
                case 3 << 3 | 2 -> version = text(data);
                case 5 << 3 | 2 -> summary(part(data), values);
                case 7 << 3 | 2 -> start = sessionStarts(part(data));
                default -> throw new AssertionError("field " + (key >> 3) + " of wire type " + (key & 7));
            }
        }
        return new Event(wallTime, step, version, start, values);
    }

    private static boolean sessionStarts(ByteBuffer session) {
        assertEquals(1 << 3, varint(session));
        return varint(session) == 1;
    }

    private static void summary(ByteBuffer summary, Map<String, Float> values) {
        while (summary.hasRemaining()) {
            assertEquals(1 << 3 | 2, varint(summary));
            ByteBuffer value = part(summary);
            assertEquals(1 << 3 | 2, varint(value));
            String tag = text(value);
            assertEquals(2 << 3 | 5, varint(value));
            values.put(tag, value.getFloat());
        }
    }

    private static String text(ByteBuffer data) {
        ByteBuffer part = part(data);
        return new String(take(part, part.remaining()), StandardCharsets.UTF_8);
    }

    private static ByteBuffer part(ByteBuffer data) {
        return littleEndian(take(data, (int) varint(data)));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] take(ByteBuffer data, int length) {
        byte[] taken = new byte[length];
        data.get(taken);
        return taken;
    }

    private static long varint(ByteBuffer data) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = data.get();
            value |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
