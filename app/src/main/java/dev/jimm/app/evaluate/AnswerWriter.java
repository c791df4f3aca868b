package dev.jimm.app.evaluate;

import dev.jimm.app.parquet.ParquetWriter;
import dev.jimm.app.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writes what a model says of images, one image after another, so that nothing piles up in memory. */
interface AnswerWriter<T> {
    void add(T answer) throws IOException;

    /** To be called behind the last one. What was written to stays open. */
    void end() throws IOException;

    /** For a file; text is in UTF-8. */
    static <T> AnswerWriter<T> of(AnswerForm<T> form, ResultFormat format, OutputStream out) throws IOException {
        return format == ResultFormat.PARQUET
                ? parquet(form, new ParquetWriter(out, form.columns()))
                : of(form, format, new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** In a format of text. */
    static <T> AnswerWriter<T> of(AnswerForm<T> form, ResultFormat format, Writer out) {
        return switch (format) {
            case CSV -> new TextAnswers<>(out, form::csvHeader, form::csv, "\n", "\n");
            case JSON -> new TextAnswers<>(out, first -> "[ ", Json::write, ", ", " ]\n");
            case JSONL -> new TextAnswers<>(out, first -> "", Json::line, "\n", "\n");
            case PARQUET -> throw new IllegalArgumentException("parquet is no text");
        };
    }

    private static <T> AnswerWriter<T> parquet(AnswerForm<T> form, ParquetWriter writer) {
        return new AnswerWriter<>() {
            @Override
            public void add(T answer) throws IOException {
                for (Object[] row : form.rows().apply(answer)) {
                    writer.add(row);
                }
            }

            @Override
            public void end() throws IOException {
                writer.end();
            }
        };
    }
}
