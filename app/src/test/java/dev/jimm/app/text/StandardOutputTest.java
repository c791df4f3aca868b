package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    private static PrintWriter failing(String message) {
        return new PrintWriter(new StandardOutput(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        }));
    }

    @Test
    void aReaderThatWentIsNoFailure() {
        PrintWriter out = failing("Broken pipe");
        out.println("one");
        assertFalse(out.checkError());
        out.println("two");
        assertFalse(out.checkError());
    }

    @Test
    void aFullDiskIsAFailure() {
        PrintWriter out = failing("No space left on device");
        out.println("one");
        assertTrue(out.checkError());
    }

    @Test
    void whatIsWrittenArrives() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StandardOutput out = new StandardOutput(bytes)) {
            out.write("text".getBytes(StandardCharsets.UTF_8));
            out.write('!');
        }
        assertEquals("text!", bytes.toString(StandardCharsets.UTF_8));
    }
}
