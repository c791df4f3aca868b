package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFilesTest {
    private static final String DAMAGED = "; the file is damaged: copy, download or write it again";

    @TempDir
    Path folder;

    private Path safetensors(String name, String... tensors) {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(
                file,
                Arrays.stream(tensors)
                        .map(tensor -> floats(tensor, new long[] {1}, tensor.length()))
                        .toList(),
                Map.of());
        return file;
    }

    private Path text(String name, String content) throws Exception {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theContentTellsTheFormat() throws Exception {
        assertEquals(List.of("w"), TensorFiles.open(safetensors("a.pth", "w")).names());
        Path checkpoint = Files.write(folder.resolve("b.safetensors"), Fixtures.bytes("unsummed.pth"));
        assertEquals(List.of("w"), TensorFiles.open(checkpoint).names());
        Path arrays = Files.write(folder.resolve("c.bin"), Fixtures.bytes("arrays.npz"));
        assertEquals("count I64[]", TensorFiles.open(arrays).get("count").toString());
    }

    @Test
    void aFolderIsReadByItsBestFile() throws Exception {
        assertEquals(
                folder + ": this folder has none of [model.safetensors, model.safetensors.index.json,"
                        + " pytorch_model.bin, pytorch_model.pth, model.pth, open_clip_model.safetensors,"
                        + " open_clip_pytorch_model.safetensors, open_clip_pytorch_model.bin,"
                        + " open_clip_pytorch_model.pth]; name the file",
                failure(() -> TensorFiles.open(folder)));
        Files.write(folder.resolve("pytorch_model.bin"), Fixtures.bytes("unsummed.pth"));
        assertEquals(
                folder.resolve("pytorch_model.bin"), TensorFiles.open(folder).file());
        safetensors("part.safetensors", "w");
        index("{\"w\": \"part.safetensors\"}");
        assertEquals(
                folder.resolve("model.safetensors.index.json"),
                TensorFiles.open(folder).file());
        safetensors("model.safetensors", "w");
        assertEquals(
                folder.resolve("model.safetensors"), TensorFiles.open(folder).file());
    }

    private Path index(String map) throws Exception {
        return text(
                "model.safetensors.index.json",
                "{\"metadata\": {\"total_size\": 8, \"nested\": [{}]}, \"weight_map\": " + map + "}");
    }

    @Test
    void shardsAreOneSource() throws Exception {
        safetensors("model-1.safetensors", "a", "unlisted");
        safetensors("model-2.safetensors", "bb", "ccc");
        TensorSource source =
                TensorFiles.open(index("{\"ccc\": \"model-2.safetensors\", \"a\": \"model-1.safetensors\","
                        + " \"bb\": \"model-2.safetensors\"}"));
        assertEquals(List.of("ccc", "a", "bb"), source.names());
        assertArrayEquals(new float[] {1}, source.get("a").floats());
        assertArrayEquals(new float[] {2}, source.get("bb").floats());
        assertArrayEquals(new float[] {3}, source.get("ccc").floats());
        assertEquals(Optional.empty(), source.find("unlisted"));
        assertEquals(Optional.of("read from 2 files"), source.note());
    }

    @Test
    void aTensorThatItsShardLacksIsNamed() throws Exception {
        safetensors("model-1.safetensors", "a");
        Path index = index("{\"a\": \"model-1.safetensors\", \"b\": \"model-1.safetensors\"}");
        assertEquals(
                index + ": 1 of its tensors are not in the file that it names: [b (model-1.safetensors)]; the files are"
                        + " not of one model: copy or download all of them again",
                failure(() -> TensorFiles.open(index)));
        Path other = index("{\"a\": \"model-7.safetensors\"}");
        assertEquals(
                other + ": its file 'model-7.safetensors' is not beside it; copy or download it, too",
                failure(() -> TensorFiles.open(other)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../outside.safetensors\"",
                "\"/etc/passwd\"",
                "\"a/../../b\"",
                "\"..\"",
                "\".\"",
                "\"\"",
                "\"c:\\\\x\"",
                "\"a?.safetensors\"",
                "\"a.\"",
                "\"a\\u0000b\"",
                "3",
                "null",
                "{\"a\": \"b\"}"
            })
    void pathsDoNotLeaveTheFolder(String shard) throws Exception {
        Path index = index("{\"w\": " + shard + "}");
        assertEquals(
                index + ": it names files elsewhere than in its folder; only names of files beside it are followed:"
                        + " download it again from a source that you trust",
                failure(() -> TensorFiles.open(index)));
    }

    @Test
    void otherJsonIsNoIndex() throws Exception {
        Path other = text("config.json", "{\"architecture\": \"resnet18\"}");
        assertEquals(
                other + ": this is JSON without a 'weight_map', so no index of weights; name a file of weights",
                failure(() -> TensorFiles.open(other)));
        Path cut = text("cut.json", "{\"weight_map\": {\"w\": \"a.safet");
        assertEquals(
                cut + ": it begins as JSON and is none: Unexpected end-of-input in VALUE_STRING" + DAMAGED,
                failure(() -> TensorFiles.open(cut)));
        Path twice = index("{\"w\": \"a\", \"w\": \"b\"}");
        assertEquals(
                twice + ": it begins as JSON and is none: Duplicate field 'w'" + DAMAGED,
                failure(() -> TensorFiles.open(twice)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the file is empty; copy or download it again",
                "'  <!DOCTYPE html><html>' | this is a web page, saved in place of the file that it offers; download the"
                        + " file itself",
                "'version https://git-lfs.github.com/spec/v1' | this is a pointer of git LFS, not the file that it"
                        + " stands for; fetch that with git lfs pull",
                "'\u0080\u0004K\u0001.' | this is a Python pickle, which could run any code; save its tensors alone, with"
                        + " torch.save, safetensors or numpy.savez",
                "'\u0089HDF' | this is an HDF5 file, as Keras writes them, which is not read; name a safetensors file,"
                        + " its index, a PyTorch checkpoint or an archive of numpy arrays",
                "'\u0093NUMPY\u0001' | this is one array of numpy, without a name; save it with numpy.savez under its"
                        + " tensor's name",
                "'PK\u0005\u0006' | this is a zip archive without entries; copy or download it again",
                "'weights' | this is of no known format; name a safetensors file, its index, a PyTorch checkpoint or an"
                        + " archive of numpy arrays"
            })
    void whatIsNotReadIsNamed(String content, String message) throws Exception {
        Path file = text("weights", content);
        assertEquals(file + ": " + message, failure(() -> TensorFiles.open(file)));
    }

    @Test
    void pathsThatAreNoFiles() {
        Path none = folder.resolve("none");
        assertEquals(none + ": there is no such file; check the path", failure(() -> TensorFiles.open(none)));
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertEquals(
                    device + ": this is no regular file; name a file of weights",
                    failure(() -> TensorFiles.open(device)));
        }
    }

    @Test
    void aCutDownloadIsNamed() throws Exception {
        byte[] sound = Fixtures.bytes("views.pth");
        Path file = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(sound, sound.length - 30));
        assertEquals(
                file + ": it begins as a zip archive and has no sound directory at its end (Archive is not a ZIP"
                        + " archive)" + DAMAGED,
                failure(() -> TensorFiles.open(file)));
        Path other = Files.write(
                folder.resolve("other.zip"), Packing.zip(Map.of("config.json", new byte[] {'{', '}'}), false));
        assertEquals(
                other + ": this is a zip archive of [config.json], neither a PyTorch checkpoint nor arrays of numpy;"
                        + " unpack it and name the file of weights",
                failure(() -> TensorFiles.open(other)));
    }

    @Test
    void aPrefixIsDroppedWhereAllNamesHaveIt() {
        assertEquals(
                List.of("a", "b"),
                TensorFiles.open(safetensors("wrapped", "module.a", "module.b")).names());
        TensorSource some = TensorFiles.open(safetensors("some", "module.a", "n"));
        assertEquals(List.of("module.a", "n"), some.names());
        assertEquals(Optional.empty(), some.note());
    }

    /** Inflated, the array would have a gigabyte; what it really has is known before there is room for it. */
    @Test
    void aBombIsNotInflated() throws Exception {
        byte[] array = Packing.npy(1, "|u1", false, "(1000000000,)");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a.npy", Arrays.copyOf(array, 2_000_000));
        byte[] zip = Packing.zip(entries, true);
        Path file = Files.write(folder.resolve("bomb.npz"), zip);
        assertEquals(
                file + ": array 'a' needs 1000000000 bytes for its values and has " + (2_000_000 - array.length)
                        + DAMAGED,
                failure(() -> TensorFiles.open(file)));
    }

    /** What PyTorch writes above 4 GB: all sizes stand in the records of the larger form. */
    @Test
    void anEntryThatCannotBeMappedIsRefused() throws Exception {
        byte[] small = Packing.zip(Map.of("w.npy", Packing.npy(1, "|u1", false, "(1,)", (byte) 1)), true);
        ByteBuffer zip = ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN);
        int directory = zip.getInt(small.length - 6);
        long begin = 3L << 30;
        zip.putInt(directory + 20, Integer.MIN_VALUE); // 2 GB packed, of an array that is small
        zip.putInt(small.length - 6, (int) begin);
        Path file = folder.resolve("large.npz");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(zip.slice(0, directory), 0);
            channel.write(zip.slice(directory, small.length - directory), begin);
        }
        String message =
                assertTimeoutPreemptively(Duration.ofSeconds(120), () -> failure(() -> TensorFiles.open(file)));
        assertEquals(
                file + ": its entry 'w.npy' has 2147483648 bytes; a single one may have 2147483647. Save the"
                        + " tensors each by itself, or as safetensors",
                message);
    }

    @Test
    void archivesOfTheLargerForm() throws Exception {
        byte[] array = Packing.npy(1, "<f4", false, "(2,)", Packing.floats(ByteOrder.LITTLE_ENDIAN, 1.5f, -2));
        Path file = folder.resolve("large.npz");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setUseZip64(Zip64Mode.Always);
            zip.setMethod(ZipArchiveOutputStream.STORED);
            for (String name : List.of("a.npy", "b/c.npy")) {
                zip.putArchiveEntry(new ZipArchiveEntry(name));
                zip.write(array);
                zip.closeArchiveEntry();
            }
        }
        TensorSource source = TensorFiles.open(file);
        assertEquals(List.of("a", "b/c"), source.names());
        assertArrayEquals(new float[] {1.5f, -2}, source.get("b/c").floats());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | <f4 | True | '(2,)' | w F32[2]",
                "2 | <f4 | False | '(2, 1)' | w F32[2, 1]",
                "1 | =f4 | False | '(2L,)' | w F32[2]"
            })
    void headersOfEveryVersion(int version, String type, String fortran, String shape, String read) throws Exception {
        byte[] array = Packing.npy(
                version, type, fortran.equals("True"), shape, Packing.floats(ByteOrder.LITTLE_ENDIAN, 1.5f, -2));
        Path file = Files.write(folder.resolve("v.npz"), Packing.zip(Map.of("w.npy", array), false));
        StoredTensor tensor = TensorFiles.open(file).get("w");
        assertEquals(read, tensor.toString());
        assertArrayEquals(new float[] {1.5f, -2}, tensor.floats());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), } | has elements that are no plain numbers; known"
                        + " are the types [b1, f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8]",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), } | has elements that are no plain"
                        + " numbers; known are the types [b1, f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8]"
            },
            quoteCharacter = '"')
    void otherElementsAreRefused(String header, String problem) throws Exception {
        Path file = Files.write(
                folder.resolve("h.npz"), Packing.zip(Map.of("w.npy", Packing.npy(1, header, new byte[8])), false));
        assertEquals(file + ": array 'w' " + problem, failure(() -> TensorFiles.open(file)));
    }
}
