package dev.jimm.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Says of a file that cannot be read what it seems to be, and what to do. */
final class ForeignFile {
    private static final String KNOWN =
            "; name a safetensors file, its index, a PyTorch checkpoint or an archive of numpy arrays";
    private static final int LEGACY_MAGIC_AT = 2;
    /** PyTorch's magic number, as its pickle begins before 1.6. */
    private static final String LEGACY_MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";

    private ForeignFile() {}

    static boolean isZip(ByteBuffer beginning) {
        return latin(beginning).startsWith("PK\3\4");
    }

    /** @param beginning the file's first bytes */
    static String described(ByteBuffer beginning, Path name) {
        String bytes = latin(beginning);
        String text = bytes.replace("\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
        if (bytes.isEmpty()) {
            return "the file is empty; copy or download it again";
        }
        if (text.startsWith("<!doctype html") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return "this is a web page, saved in place of the file that it offers; download the file itself";
        }
        if (text.startsWith("version https://git-lfs")) {
            return "this is a pointer of git LFS, not the file that it stands for; fetch that with git lfs pull";
        }
        if (bytes.startsWith(LEGACY_MAGIC, LEGACY_MAGIC_AT)) {
            return "this is a checkpoint in the form that PyTorch wrote before 1.6, which is not read; write it anew,"
                    + " in Python by torch.save(torch.load('" + name
                    + "', map_location='cpu', weights_only=True), 'weights.pth')";
        }
        if (bytes.charAt(0) == 0x80) {
            return "this is a Python pickle, which could run any code; save its tensors alone, with torch.save,"
                    + " safetensors or numpy.savez";
        }
        if (bytes.startsWith("\u0089HDF")) {
            return "this is an HDF5 file, as Keras writes them, which is not read" + KNOWN;
        }
        if (bytes.startsWith("\u0093NUMPY")) {
            return "this is one array of numpy, without a name; save it with numpy.savez under its tensor's name";
        }
        if (bytes.startsWith("PK")) {
            return "this is a zip archive without entries; copy or download it again";
        }
        return "this is of no known format" + KNOWN;
    }

    private static String latin(ByteBuffer beginning) {
        return StandardCharsets.ISO_8859_1.decode(beginning.duplicate()).toString();
    }
}
