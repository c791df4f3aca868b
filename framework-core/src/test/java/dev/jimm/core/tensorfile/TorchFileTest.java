package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.failure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that PyTorch wrote. */
class TorchFileTest {
    @TempDir
    Path folder;

    private TensorSource open(String fixture) throws Exception {
        return TensorFiles.open(Fixtures.copy(fixture, folder));
    }

    @ParameterizedTest
    @CsvSource({
        "float64, F64",
        "float32, F32",
        "float16, F16",
        "bfloat16, BF16",
        "float8_e4m3fn, F8_E4M3",
        "float8_e5m2, F8_E5M2",
        "int64, I64",
        "int32, I32",
        "int16, I16",
        "int8, I8",
        "uint64, U64",
        "uint32, U32",
        "uint16, U16",
        "uint8, U8",
        "bool, BOOL"
    })
    void everyTypeKeepsItsValues(String name, StoredType type) throws Exception {
        StoredTensor tensor = open("types.pth").get(name);
        assertEquals(type, tensor.type());
        assertArrayEquals(new long[] {2, 3}, tensor.shape());
        float[] values = type == StoredType.BOOL ? new float[] {0, 1, 1, 1, 1, 1} : new float[] {0, 1, 2, 3, 5, 7};
        assertArrayEquals(values, tensor.floats());
    }

    @Test
    void averagedWeightsOfATrainingComeFirstWithoutTheirPrefix() throws Exception {
        TensorSource source = open("training.tar");
        assertEquals(
                List.of(
                        "fc.weight",
                        "fc.bias",
                        "bn.weight",
                        "bn.bias",
                        "bn.running_mean",
                        "bn.running_var",
                        "bn.num_batches_tracked"),
                source.names());
        assertEquals(Optional.of("read from 'state_dict_ema', without 'module.' before all names"), source.note());
        assertArrayEquals(new long[] {3, 2}, source.get("fc.weight").shape());
        assertArrayEquals(
                new float[] {0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f},
                source.get("fc.weight").floats());
        assertArrayEquals(
                new float[] {10.5f, 11.5f, 12.5f}, source.get("fc.bias").floats());
        assertArrayEquals(new long[] {60}, source.get("bn.num_batches_tracked").longs());
    }

    @Test
    void viewsAreReadRowByRow() throws Exception {
        TensorSource source = open("views.pth");
        assertEquals(Optional.of("read from 'model'"), source.note());
        assertArrayEquals(
                new float[] {0, 6, 12, 18, 1, 7, 13, 19, 2, 8, 14, 20, 3, 9, 15, 21, 4, 10, 16, 22, 5, 11, 17, 23},
                source.get("transposed").floats());
        assertArrayEquals(new float[] {8, 9, 10, 14, 15, 16}, source.get("part").floats());
        assertArrayEquals(new float[] {1, 6, 11, 16, 21}, source.get("strided").floats());
        assertArrayEquals(
                new float[] {0, 4, 8, 12, 16, 20},
                Arrays.copyOf(source.get("cube").floats(), 6));
        assertArrayEquals(new long[] {4, 2, 3}, source.get("cube").shape());
        assertArrayEquals(new float[] {3, 4, 5}, source.get("parameter").floats());
        assertArrayEquals(new float[] {4.5f}, source.get("number").floats());
        assertArrayEquals(new long[] {0, 3}, source.get("empty").shape());
        assertEquals(0, source.get("empty").floats().length);
        assertEquals(source.get("tied").bytes(), source.get("tied.again").bytes());
        assertEquals(24, source.get("tied").floats().length);
    }

    @Test
    void anArchiveWithoutChecksumsIsRead() throws Exception {
        assertArrayEquals(new float[] {1.5f, -2}, open("unsummed.pth").get("w").floats());
    }

    @Test
    void aFlippedBitOfTheValuesIsFound() throws Exception {
        byte[] changed = Fixtures.bytes("views.pth");
        // 23.0f, the last element of the shared storage
        int at = new String(changed, StandardCharsets.ISO_8859_1).indexOf("\0\0\u00b8A");
        changed[at + 2] ^= 1;
        Path file = Files.write(folder.resolve("changed.pth"), changed);
        TensorSource source = TensorFiles.open(file);
        assertEquals(
                file
                        + ": its entry 'views/data/0' does not have the checksum that the archive says; the file is"
                        + " damaged: copy, download or write it again",
                failure(() -> source.get("part").bytes()));
    }

    @Test
    void whatIsNoTensorIsRefusedByName() throws Exception {
        assertEquals(
                folder.resolve("namespace.pth")
                        + ": it holds 'argparse.Namespace', which is neither a tensor, a dict nor a number; reading such"
                        + " things could run code that came with the file. If you trust it, save its weights alone, in"
                        + " Python by c = torch.load('namespace.pth', map_location='cpu', weights_only=False);"
                        + " torch.save(c.get('state_dict', c.get('model', c)), 'weights.pth')",
                failure(() -> open("namespace.pth")));
    }

    @Test
    void otherThingsThatPyTorchWritesAreNamed() throws Exception {
        assertEquals(
                folder.resolve("legacy.pth")
                        + ": this is a checkpoint in the form that PyTorch wrote before 1.6, which is not read; write"
                        + " it anew, in Python by torch.save(torch.load('legacy.pth', map_location='cpu',"
                        + " weights_only=True), 'weights.pth')",
                failure(() -> open("legacy.pth")));
        assertEquals(
                folder.resolve("script.pt")
                        + ": this is a TorchScript archive, a program with weights; save its weights alone, in Python"
                        + " by torch.save(torch.jit.load('script.pt').state_dict(), 'weights.pth')",
                failure(() -> open("script.pt")));
        assertEquals(
                folder.resolve("expanded.pth")
                        + ": it has a tensor of shape [2, 3] over a storage of 3 elements, which repeats them; call"
                        + " contiguous() on it before saving",
                failure(() -> open("expanded.pth")));
    }
}
