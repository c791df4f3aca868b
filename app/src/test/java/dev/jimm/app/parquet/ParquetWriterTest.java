package dev.jimm.app.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.app.parquet.Column.Type;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetWriterTest {
    /** More than a group of rows has. */
    private static final int ROWS = 10_000;

    private static final String SMALL =
            "504152311500151615162c1504150015061506000001000000610200000062631500151015102c1504150015"
                    + "0615060000ffffffff2c0100001500152015202c15041500150615060000000000000000e03f59f3f8c21f6e"
                    + "a5811500154015402c15081500150615060000060000000200040102000200000008010000803f000000c000"
                    + "0060400000803e1502197c4806736368656d61150800150c25001805696d6167652500001502250018016e00"
                    + "150a25001801700035001809656d62656464696e671502150600350418046c69737415020015082500180765"
                    + "6c656d656e74001604191c194c26081c150c19250006191805696d6167651500160416381638260800002640"
                    + "1c1502192500061918016e15001604163216322640000026721c150a19250006191801701500160416421642"
                    + "2672000026b4011c150819250006193809656d62656464696e67046c69737407656c656d656e741500160816"
                    + "62166226b4010000168e0216040028046a696d6d00ea00000050415231";

    @TempDir
    private Path folder;

    /** Read back by another implementation: the plugin that reads data sets, for which the texts are images. */
    @Test
    void textsAndNumbersAreReadBack() throws IOException {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Object[] {"bild-" + i + "-\u00e4", i % 7, i % 3 == 0 ? "cat" : "dog", i / 8.0});
        }
        Path file = folder.resolve("table.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            write(
                    out,
                    List.of(
                            new Column("image", Type.TEXT),
                            new Column("rank", Type.INT),
                            new Column("class", Type.TEXT),
                            new Column("probability", Type.DOUBLE)),
                    rows);
        }
        try (DataSet byClass = open(file, "class");
                DataSet byRank = open(file, "rank")) {
            Reader classes = byClass.train();
            Reader ranks = byRank.train();
            assertEquals(List.of("cat", "dog"), classes.classNames());
            assertEquals(ROWS, classes.size());
            for (int i = 0; i < ROWS; i += 37) {
                byte[] text = ((Sample.Encoded) classes.sample(i)).bytes();
                assertEquals("bild-" + i + "-\u00e4", new String(text, StandardCharsets.UTF_8));
                assertArrayEquals(new int[] {i % 3 == 0 ? 0 : 1}, classes.labels(i));
                assertEquals("" + i % 7, ranks.classNames().get(ranks.labels(i)[0]));
            }
        }
    }

    private static void write(OutputStream out, List<Column> columns, List<Object[]> rows) throws IOException {
        ParquetWriter writer = new ParquetWriter(out, columns);
        for (Object[] row : rows) {
            writer.add(row);
        }
        writer.end();
    }

    private static DataSet open(Path file, String labels) {
        DataSets dataSets = new DataSets(ProviderCatalogue.of(
                ServiceProviders.load(ParquetWriterTest.class.getClassLoader()).provided()));
        return dataSets.openParts(DataConfig.defaults()
                .reading("parquet", file)
                .options(ConfigFactory.parseString("label-column = " + labels)));
    }

    /**
     * The bytes of a small file with vectors and numbers. pyarrow 26.0.1 reads it as {@code [{'image': 'a', 'n': -1,
     * 'p': 0.5, 'embedding': [1.0, -2.0, 3.5]}, {'image': 'bc', 'n': 300, 'p': -1e-300, 'embedding': [0.25]}]}.
     */
    @Test
    void bytesAreThoseThatPyarrowReads() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(
                out,
                List.of(
                        new Column("image", Type.TEXT),
                        new Column("n", Type.INT),
                        new Column("p", Type.DOUBLE),
                        new Column("embedding", Type.FLOATS)),
                List.of(
                        new Object[] {"a", -1, 0.5, new float[] {1, -2, 3.5f}},
                        new Object[] {"bc", 300, -1e-300, new float[] {0.25f}}));
        assertEquals(SMALL, HexFormat.of().formatHex(out.toByteArray()));
    }
}
