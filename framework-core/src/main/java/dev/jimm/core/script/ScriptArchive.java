package dev.jimm.core.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive with one class without weights: what lets us call any operator, with gradients, from source text that is
 * written at run time.
 *
 * @param className the class, whose methods name it as the type of {@code self}
 * @param methods the methods' source in the syntax of serialized TorchScript, indented by two blanks
 */
public record ScriptArchive(String className, String methods) {
    private static final int PICKLE_PROTOCOL = 2;

    public byte[] bytes() {
        String source = "class " + className
                + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n" + methods;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "a/data.pkl", instance());
            store(zip, "a/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, "a/constants.pkl", new byte[] {(byte) 0x80, PICKLE_PROTOCOL, ')', '.'});
            store(zip, "a/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "a/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Entries must not be compressed: the reader maps them. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** The pickle of an instance of the class whose state is {@code {"training": True}}. */
    private byte[] instance() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(0x80);
        pickle.write(PICKLE_PROTOCOL);
        pickle.writeBytes(("c__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
        pickle.write(')');
        pickle.write(0x81);
        pickle.writeBytes("}(X".getBytes(StandardCharsets.US_ASCII));
        byte[] key = "training".getBytes(StandardCharsets.US_ASCII);
        pickle.writeBytes(new byte[] {(byte) key.length, 0, 0, 0});
        pickle.writeBytes(key);
        pickle.write(0x88);
        pickle.writeBytes("ub.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }
}
