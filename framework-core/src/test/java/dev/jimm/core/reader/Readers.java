package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.data.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What tests ask of readers whose images are short texts. */
final class Readers {
    private Readers() {}

    static byte[] bytes(Reader reader, int index) throws IOException {
        return ((Sample.Encoded) reader.sample(index)).bytes();
    }

    static String text(Reader reader, int index) throws IOException {
        return new String(bytes(reader, index), StandardCharsets.UTF_8);
    }

    /** Class and content of each sample, such as {@code cat:meow}; of several classes, {@code cat+dog:both}. */
    static List<String> samples(Reader reader) throws IOException {
        String[] samples = new String[reader.size()];
        for (int i = 0; i < samples.length; i++) {
            List<String> classes = Arrays.stream(reader.labels(i))
                    .mapToObj(label -> reader.classNames().get(label))
                    .toList();
            samples[i] = String.join("+", classes) + ":" + text(reader, i);
        }
        return List.of(samples);
    }

    static List<String> names(Reader reader) {
        return IntStream.range(0, reader.size()).mapToObj(reader::name).toList();
    }

    /** That opening fails with an IOException, which the caller of readers shows as its message only. */
    static <C extends Record> void assertFails(ReaderProvider<C> provider, Path root, C options, String... parts) {
        IOException e = assertThrows(
                IOException.class,
                () -> provider.open(provider.names().iterator().next(), root, options));
        assertEquals(IOException.class, e.getClass(), e.toString());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
