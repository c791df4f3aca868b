package dev.jimm.core.tensorfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes small files of weights byte by byte. */
final class Packing {
    private Packing() {}

    static byte[] zip(Map<String, byte[]> entries, boolean deflated) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(content.getKey());
                if (!deflated) {
                    CRC32 checksum = new CRC32();
                    checksum.update(content.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.getValue().length);
                    entry.setCrc(checksum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An array file of numpy; the header as numpy writes it. */
    static byte[] npy(int version, String type, boolean fortran, String shape, byte... data) {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        return npy(version, header, data);
    }

    static byte[] npy(int version, String header, byte... data) {
        byte[] text = (header + " ".repeat(Math.max(0, 117 - header.length())) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        file.put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        file.put(text).put(data);
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }

    static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The archive that torch.save writes of a pickle and storages. */
    static byte[] checkpoint(byte[] pickle, String byteOrder, byte[]... storages) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("w/data.pkl", pickle);
        entries.put("w/byteorder", byteOrder.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < storages.length; i++) {
            entries.put("w/data/" + i, storages[i]);
        }
        entries.put("w/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return zip(entries, false);
    }

    /** Instructions of a pickle, one after the other. */
    static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle() {
            op(0x80, 2);
        }

        Pickle op(int... bytes) {
            for (int code : bytes) {
                out.write(code);
            }
            return this;
        }

        Pickle text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            op('X').number(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        private Pickle number(int value) {
            return op(value, value >> 8, value >> 16, value >> 24);
        }

        Pickle whole(int value) {
            return op('J').number(value);
        }

        Pickle call(String module, String name) {
            out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** A call of _rebuild_tensor_v2. */
        Pickle tensor(String kind, String key, int count, int offset, int[] shape, int... strides) {
            call("torch._utils", "_rebuild_tensor_v2")
                    .op('(', '(')
                    .text("storage")
                    .call("torch", kind + "Storage");
            text(key).text("cpu").whole(count).op('t', 'Q').whole(offset);
            sizes(shape).sizes(strides).op(0x89).call("collections", "OrderedDict");
            return op(')', 'R', 't', 'R');
        }

        private Pickle sizes(int... sizes) {
            op('(');
            for (int size : sizes) {
                whole(size);
            }
            return op('t');
        }

        byte[] bytes() {
            op('.');
            return out.toByteArray();
        }
    }
}
