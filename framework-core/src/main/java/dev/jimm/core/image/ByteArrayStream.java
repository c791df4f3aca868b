package dev.jimm.core.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as ImageIO's readers want them; the JDK's own stream would copy them first. */
final class ByteArrayStream extends ImageInputStreamImpl {
    private final byte[] bytes;

    ByteArrayStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        bitOffset = 0;
        int count = (int) Math.min(length, bytes.length - streamPos);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
