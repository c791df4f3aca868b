package dev.jimm.core.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.ScriptModule;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleScriptTest {
    private final ParamTable table = new ParamTable();
    private final Param weight = table.root().at("a").at("b_c").weight("weight", Init.ZEROS, 2);

    private byte[] archive() {
        Scope other = table.root().at("a_b").at("c");
        Param bias = other.buffer("0", Init.ZEROS, 2);
        other.alias("again", weight);
        Graph graph = TraceRunner.record(
                Precision.FP32,
                List.of(new Graph.Value(ElementType.FLOAT32, Shapes.BATCH, 2)),
                (inputs, parameters) ->
                        List.of(inputs.get(0).add(parameters.apply(weight)).mul(parameters.apply(bias))),
                false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new ModuleScript("tiny", graph, table).writeTo(out, param -> values(param == weight ? 3 : 5));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static ByteBuffer values(float value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .putFloat(-value)
                .flip();
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** Scopes whose classes would have one name, a tensor with two names, and a name that is none in Python. */
    @Test
    void theSourceDeclaresAScopeAClass() throws IOException {
        String source = new String(entries(archive()).get("tiny/code/__torch__/jimm/tiny.py"), StandardCharsets.UTF_8);
        assertEquals("""
                class Model(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  __annotations__["a"] = __torch__.jimm.tiny.Model_a
                  __annotations__["a_b"] = __torch__.jimm.tiny.Model_a_b
                  def forward(self: __torch__.jimm.tiny.Model,
                    x: Tensor) -> Tensor:
                    Model_a = getattr(self, "a")
                    Model_a_b_c = getattr(Model_a, "b_c")
                    w0 = getattr(Model_a_b_c, "weight")
                    Model_a_b = getattr(self, "a_b")
                    Model_a_b_c__2 = getattr(Model_a_b, "c")
                    w1 = getattr(Model_a_b_c__2, "0")
                    t0 = torch.add(x, w0)
                    t1 = torch.mul(t0, w1)
                    return t1
                class Model_a(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  __annotations__["b_c"] = __torch__.jimm.tiny.Model_a_b_c
                class Model_a_b_c(Module):
                  __parameters__ = ["weight", ]
                  __buffers__ = []
                  training : bool
                  __annotations__["weight"] = Tensor
                class Model_a_b(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  __annotations__["c"] = __torch__.jimm.tiny.Model_a_b_c__2
                class Model_a_b_c__2(Module):
                  __parameters__ = ["again", ]
                  __buffers__ = ["0", ]
                  training : bool
                  __annotations__["0"] = Tensor
                  __annotations__["again"] = Tensor
                """, source);
    }

    @Test
    void eachTensorIsWrittenOnce() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        assertEquals(
                List.of(
                        "tiny/byteorder",
                        "tiny/code/__torch__/jimm/tiny.py",
                        "tiny/constants.pkl",
                        "tiny/data.pkl",
                        "tiny/data/0",
                        "tiny/data/1",
                        "tiny/version"),
                List.copyOf(entries.keySet()));
        assertEquals(ByteBuffer.wrap(values(3).array()), ByteBuffer.wrap(entries.get("tiny/data/0")));
        assertEquals(ByteBuffer.wrap(values(5).array()), ByteBuffer.wrap(entries.get("tiny/data/1")));
    }

    /** As readers that map the file expect: by the headers in the file itself. */
    @Test
    void entriesBeginAtMultiplesOf64Bytes() {
        ByteBuffer archive = ByteBuffer.wrap(archive()).order(ByteOrder.LITTLE_ENDIAN);
        int headers = 0;
        int position = 0;
        while (archive.getInt(position) == 0x04034b50) {
            assertEquals(0, archive.getShort(position + 8), "no compression");
            int size = archive.getInt(position + 18);
            int begin = position + 30 + archive.getShort(position + 26) + archive.getShort(position + 28);
            assertEquals(0, begin % 64);
            position = begin + size;
            headers++;
        }
        assertEquals(7, headers);
    }

    @Test
    @Tag("engine")
    void pyTorchLoadsIt(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("tiny.pt"), archive());
        try (ScriptModule module = ScriptModule.load(file);
                DeviceTensor input = DeviceTensor.of(new float[] {1, 2}, 1, 2);
                DeviceTensor output = module.forward(input)) {
            assertArrayEquals(new float[] {20, 5}, output.floats());
        }
    }

    @Test
    void aNameThatIsNoneInPythonIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new ModuleScript("../tiny", null, table));
        assertTrue(refused.getMessage().contains("'../tiny'"));
    }
}
