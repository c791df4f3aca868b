package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TagsTest {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int TAG = 1000;

    @Test
    void valuesAreReadInPlaceAndFromElsewhere() {
        Tags tags = of(directory(SHORT, 2, 7 | 9 << 16));
        assertArrayEquals(new long[] {7, 9}, tags.values(TAG));
        assertEquals(7, tags.value(TAG, 5));
        assertEquals(5, tags.value(TAG + 1, 5));
        // The values are the file's own beginning: byte order and version, then the place of the directory.
        assertArrayEquals(new long[] {0x2a4949, 8}, of(directory(LONG, 2, 0)).values(TAG));
    }

    @Test
    void whatLiesOutsideIsNotThere() {
        assertArrayEquals(new long[0], of(directory(LONG, 2, 27)).values(TAG));
        assertArrayEquals(new long[0], of(directory(LONG, -1, 8)).values(TAG));
        assertArrayEquals(new long[0], of(directory(SHORT, 0x7fffffff, 8)).values(TAG));
        assertArrayEquals(new long[0], of(directory(LONG, 2, -4)).values(TAG));
        assertArrayEquals(new long[0], of(directory(77, 1, 1)).values(TAG));
        for (int directory : new int[] {-1, 0x7fffffff, 33, 34, 1 << 31}) {
            ByteBuffer hostile = directory(SHORT, 1, 6).putInt(4, directory);
            assertEquals(5, of(hostile).value(TAG, 5));
        }
        ByteBuffer many = directory(SHORT, 1, 6).putShort(8, (short) -1);
        assertEquals(6, of(many).value(TAG, 5));
        for (int length = 0; length < 22; length++) {
            assertEquals(5, new Tags(directory(SHORT, 1, 6).array(), 0, length).value(TAG, 5));
        }
    }

    @Test
    void orientationIsOneWhereNothingSensibleIsSaid() {
        for (int value : new int[] {0, 9, 255, 65535}) {
            assertEquals(1, of(orientation(value)).orientation());
        }
        assertEquals(6, of(orientation(6)).orientation());
        assertEquals(1, new Tags(new byte[0], 0, 0).orientation());
        assertEquals(1, new Tags(new byte[9], 9, 8).orientation());
    }

    private static ByteBuffer orientation(int value) {
        return directory(SHORT, 1, value).putShort(10, (short) Tags.ORIENTATION);
    }

    private static Tags of(ByteBuffer file) {
        return new Tags(file.array(), 0, file.capacity());
    }

    /** A directory of one entry at 8, and 8 bytes more. */
    private static ByteBuffer directory(int type, int count, int value) {
        ByteBuffer file = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x2a4949).putInt(8).putShort((short) 1);
        return file.putShort((short) TAG).putShort((short) type).putInt(count).putInt(value);
    }
}
