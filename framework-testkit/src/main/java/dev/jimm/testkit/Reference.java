package dev.jimm.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** What timm says of the architectures of a family, by name. */
public final class Reference {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What a gzipped file begins with. */
    private static final int GZIP = 0x1f;

    private Reference() {}

    /** Reads a file of one architecture a line, gzipped or not, and closes it. */
    public static Map<String, JsonNode> of(InputStream file) {
        Map<String, JsonNode> facts = new TreeMap<>();
        try (InputStream in = new BufferedInputStream(file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(unpacked(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode fact = JSON.readTree(line);
                facts.put(fact.get("arch").asText(), fact);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(1);
        boolean packed = in.read() == GZIP;
        in.reset();
        return packed ? new GZIPInputStream(in) : in;
    }

    /** A list of whole numbers. */
    public static long[] longs(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }
}
