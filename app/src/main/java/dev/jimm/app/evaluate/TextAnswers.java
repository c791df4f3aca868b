package dev.jimm.app.evaluate;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Function;

/** Answers as text, each a piece. */
final class TextAnswers<T> implements AnswerWriter<T> {
    private final Writer out;
    private final Function<T, String> begin;
    private final Function<T, String> piece;
    private final String between;
    private final String end;
    private boolean begun;

    /**
     * @param begin what stands before the first one
     * @param end what stands behind the last one
     */
    TextAnswers(Writer out, Function<T, String> begin, Function<T, String> piece, String between, String end) {
        this.out = out;
        this.begin = begin;
        this.piece = piece;
        this.between = between;
        this.end = end;
    }

    @Override
    public void add(T answer) throws IOException {
        out.write(begun ? between : begin.apply(answer));
        out.write(piece.apply(answer));
        begun = true;
    }

    @Override
    public void end() throws IOException {
        out.write(end);
        out.flush();
    }
}
