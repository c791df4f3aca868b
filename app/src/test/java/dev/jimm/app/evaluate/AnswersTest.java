package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.app.evaluate.Answers.Embedding;
import dev.jimm.app.evaluate.Prediction.Ranked;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers predictions = Answers.predictions(List.of(
            new Prediction("a, b.jpg", List.of(new Ranked("dog", 0.75), new Ranked("cat", 0.25))),
            new Prediction("c.jpg", List.of(new Ranked("cat", 1)))));
    private final Answers embeddings = Answers.embeddings(
            List.of(new Embedding("a.jpg", new float[] {1, -0.5f}), new Embedding("b.jpg", new float[] {0, 2})));

    @Test
    void predictionsAreRowsInCsv() {
        assertEquals("""
                image,rank,class,probability
                "a, b.jpg",1,dog,0.75
                "a, b.jpg",2,cat,0.25
                c.jpg,1,cat,1.0\
                """, predictions.text(ResultFormat.CSV));
    }

    @Test
    void predictionsAreObjectsInJson() {
        assertEquals("""
                {"image":"a, b.jpg","classes":[{"class":"dog","probability":0.75},{"class":"cat","probability":0.25}]}
                {"image":"c.jpg","classes":[{"class":"cat","probability":1.0}]}\
                """, predictions.text(ResultFormat.JSONL));
        assertEquals("""
                [ {
                  "image" : "a.jpg",
                  "embedding" : [ 1.0, -0.5 ]
                }, {
                  "image" : "b.jpg",
                  "embedding" : [ 0.0, 2.0 ]
                } ]\
                """, embeddings.text(ResultFormat.JSON));
    }

    @Test
    void anEmbeddingHasAColumnForEachNumberInCsv() {
        assertEquals("""
                image,embedding0,embedding1
                a.jpg,1.0,-0.5
                b.jpg,0.0,2.0\
                """, embeddings.text(ResultFormat.CSV));
    }

    @Test
    void anEmbeddingIsOneValueInParquet() {
        assertEquals(
                List.of("image", "embedding"),
                embeddings.columns().stream().map(column -> column.name()).toList());
        assertArrayEquals(new float[] {0, 2}, (float[]) embeddings.rows().get(1)[1]);
    }
}
