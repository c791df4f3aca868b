package dev.jimm.core.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of a table in a text file (UTF-8), whose fields are separated by commas, in {@code .tsv} files by tabs, and in
 * {@code .txt} files by tabs or, without any in the first line, blanks. Fields may be in double quotes. Empty lines are
 * passed over.
 */
final class TableFile implements AutoCloseable {
    private static final int LONGEST_FIRST_LINE = 1 << 16;

    private final Path file;
    private final char separator;
    private final CsvParser parser;
    private long line;

    TableFile(Path file) throws IOException {
        this.file = file;
        separator = separator(file);
        parser = CsvFactory.builder()
                .enable(CsvParser.Feature.TRIM_SPACES)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build()
                .createParser(file.toFile());
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    private static char separator(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".txt")) {
            return firstLineHasTab(file) ? '\t' : ' ';
        }
        return name.endsWith(".tsv") ? '\t' : ',';
    }

    private static boolean firstLineHasTab(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            for (byte b : input.readNBytes(LONGEST_FIRST_LINE)) {
                if (b == '\t' || b == '\n') {
                    return b == '\t';
                }
            }
            return false;
        }
    }

    /** The next row, or null behind the last one. */
    List<String> next() throws IOException {
        try {
            if (parser.nextToken() == null) {
                return null;
            }
            List<String> fields = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (fields.isEmpty()) {
                    line = parser.currentTokenLocation().getLineNr();
                }
                if (separator != ' ' || !parser.getText().isEmpty()) { // several blanks separate as one does
                    fields.add(parser.getText());
                }
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is broken behind line " + line + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IOException(file + " is no text in UTF-8 behind line " + line + ": " + e.getMessage(), e);
        }
    }

    /** Where the last row begins: file and line, counted from 1. */
    String where() {
        return file + ":" + line;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
