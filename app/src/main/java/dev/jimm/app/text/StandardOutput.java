package dev.jimm.app.text;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Standard output whose reader may go before the end, as {@code head} does; any other failure to write is kept. */
public final class StandardOutput extends FilterOutputStream {
    private boolean readerGone;

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** {@link PrintWriter#checkError} tells whether what was printed arrived. */
    public static PrintWriter writer() {
        Console console = System.console();
        Charset charset = console == null ? Charset.defaultCharset() : console.charset();
        return new PrintWriter(new StandardOutput(new FileOutputStream(FileDescriptor.out)), true, charset);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (readerGone) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (!"Broken pipe".equals(e.getMessage())) {
                throw e;
            }
            readerGone = true;
        }
    }
}
