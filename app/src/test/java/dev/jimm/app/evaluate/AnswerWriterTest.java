package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.evaluate.AnswerForm.Embedding;
import dev.jimm.app.evaluate.FilePrediction.Ranked;
import dev.jimm.app.parquet.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private static final List<FilePrediction> PREDICTIONS = List.of(
            new FilePrediction("a, b.jpg", List.of(new Ranked("dog", null, 0.75), new Ranked("cat", null, 0.25))),
            new FilePrediction("c.jpg", List.of(new Ranked("cat", null, 1))));
    private static final List<Embedding> EMBEDDINGS =
            List.of(new Embedding("a.jpg", new float[] {1, -0.5f}), new Embedding("b.jpg", new float[] {0, 2}));

    private static <T> String text(AnswerForm<T> form, ResultFormat format, List<T> answers) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        StringWriter printed = new StringWriter();
        for (AnswerWriter<T> writer :
                List.of(AnswerWriter.of(form, format, file), AnswerWriter.of(form, format, printed))) {
            for (T answer : answers) {
                writer.add(answer);
            }
            writer.end();
        }
        assertEquals(printed.toString(), file.toString(StandardCharsets.UTF_8));
        return printed.toString();
    }

    @Test
    void predictionsAreRowsInCsv() throws IOException {
        assertEquals("""
                image,rank,class,probability
                "a, b.jpg",1,dog,0.75
                "a, b.jpg",2,cat,0.25
                c.jpg,1,cat,1.0
                """, text(AnswerForm.predictions(), ResultFormat.CSV, PREDICTIONS));
    }

    @Test
    void predictionsAreObjectsInJson() throws IOException {
        assertEquals("""
                {"image":"a, b.jpg","classes":[{"class":"dog","probability":0.75},{"class":"cat","probability":0.25}]}
                {"image":"c.jpg","classes":[{"class":"cat","probability":1.0}]}
                """, text(AnswerForm.predictions(), ResultFormat.JSONL, PREDICTIONS));
        assertEquals("""
                [ {
                  "image" : "a.jpg",
                  "embedding" : [ 1.0, -0.5 ]
                }, {
                  "image" : "b.jpg",
                  "embedding" : [ 0.0, 2.0 ]
                } ]
                """, text(AnswerForm.embeddings(), ResultFormat.JSON, EMBEDDINGS));
    }

    @Test
    void anEmbeddingHasAColumnForEachNumberInCsv() throws IOException {
        assertEquals("""
                image,embedding0,embedding1
                a.jpg,1.0,-0.5
                b.jpg,0.0,2.0
                """, text(AnswerForm.embeddings(), ResultFormat.CSV, EMBEDDINGS));
    }

    @Test
    void anEmbeddingIsOneValueInParquet() {
        AnswerForm<Embedding> form = AnswerForm.embeddings();
        assertEquals(
                List.of("image", "embedding"),
                form.columns().stream().map(Column::name).toList());
        List<Object[]> rows = form.rows().apply(EMBEDDINGS.get(1));
        assertEquals(1, rows.size());
        assertArrayEquals(new float[] {0, 2}, (float[]) rows.get(0)[1]);
    }

    @Test
    void whatIsThereIsWrittenBeforeTheEnd() throws IOException {
        StringWriter printed = new StringWriter();
        AnswerWriter.of(AnswerForm.predictions(), ResultFormat.CSV, printed).add(PREDICTIONS.get(1));
        assertEquals("image,rank,class,probability\nc.jpg,1,cat,1.0", printed.toString());

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AnswerWriter<Embedding> parquet = AnswerWriter.of(AnswerForm.embeddings(), ResultFormat.PARQUET, file);
        for (int i = 0; i < 4096; i++) {
            assertTrue(file.size() < 8, "a group is written when it is full");
            parquet.add(EMBEDDINGS.get(0));
        }
        assertTrue(file.size() > 4096 * 8, "and not only in the end");
    }
}
