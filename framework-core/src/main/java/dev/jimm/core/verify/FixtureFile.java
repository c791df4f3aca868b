package dev.jimm.core.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A reference file while it is read: one JSON value after another, gzipped or not, whatever the file's name. */
final class FixtureFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path file;
    private final InputStream input;
    private final JsonParser parser;

    /** @throws JimmException (DATA) when the file cannot be read */
    FixtureFile(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new JimmException(Category.DATA, file + ": there is no such file; check the path");
        }
        InputStream opened = null;
        try {
            opened = Files.newInputStream(file);
            input = unzipped(opened);
            parser = JSON.createParser(input);
        } catch (IOException e) {
            close(opened);
            throw unreadable(e);
        }
    }

    private static InputStream unzipped(InputStream raw) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(raw);
        buffered.mark(2);
        int magic = buffered.read() << 8 | buffered.read();
        buffered.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(buffered) : buffered;
    }

    /** The next value, if there is one. */
    Optional<Facts> next() {
        try {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            int line = parser.currentTokenLocation().getLineNr();
            return Optional.of(new Facts(parser.readValueAsTree(), file, line, ""));
        } catch (JsonProcessingException e) {
            throw new JimmException(
                    Category.DATA,
                    file + ":" + e.getLocation().getLineNr() + ": this is no JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("")
                            + "; a reference file holds JSON values, one after another, gzipped or not",
                    e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private JimmException unreadable(IOException e) {
        return new JimmException(Category.DATA, file + ": cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        close(input);
    }

    private static void close(InputStream stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // what was read is complete; there is nothing to lose in a file that was only read
        }
    }
}
