package dev.jimm.core.onnx;

import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.provenance.JimmVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a graph as a file, one tensor after the other: the largest of them is what the heap must hold. */
final class OnnxFileWriter {
    /** A message of protocol buffers cannot be longer than 2 GB; this leaves room for everything but weights. */
    private static final long MOST_INSIDE = Integer.MAX_VALUE - (64L << 20);
    /** In bytes; smaller values always stand in the file, where whoever reads it looks for shapes. */
    private static final long LEAST_OUTSIDE = 1024;
    /** In bytes; so that the file can be mapped into memory and used as it is. */
    private static final long ALIGNMENT = 4096;

    private static final int FIELD_GRAPH = 7;
    private static final int FIELD_INITIALIZER = 5;
    private static final int FIELD_RAW_DATA = 9;

    private final OnnxGraph graph;
    private final Map<Initializer, Long> outside = new HashMap<>();
    private final Path file;
    private final Path data;

    OnnxFileWriter(OnnxGraph graph, Path file, boolean externalData) {
        this.graph = graph;
        this.file = file;
        data = file.resolveSibling(file.getFileName() + ".data");
        long bytes =
                graph.initializers().stream().mapToLong(Initializer::length).sum();
        if (externalData || bytes > MOST_INSIDE) {
            long end = 0;
            for (Initializer initializer : graph.initializers()) {
                if (initializer.length() >= LEAST_OUTSIDE) {
                    outside.put(initializer, end);
                    end = aligned(end + initializer.length());
                }
            }
        }
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Writes the weights, if they stand in a file of their own, and then the file.
     *
     * @return the file of the weights
     */
    Optional<Path> write(String name, OnnxFile ports, Map<String, String> metadata) {
        if (!outside.isEmpty()) {
            AtomicFiles.write(data, this::writeOutside);
        }
        AtomicFiles.write(file, out -> writeModel(out, name, ports, metadata));
        return outside.isEmpty() ? Optional.empty() : Optional.of(data);
    }

    private void writeOutside(OutputStream out) throws IOException {
        long end = 0;
        for (Initializer initializer : graph.initializers()) {
            if (outside.containsKey(initializer)) {
                out.write(new byte[(int) (outside.get(initializer) - end)]);
                writeElements(out, initializer);
                end = outside.get(initializer) + initializer.length();
            }
        }
    }

    private static void writeElements(OutputStream out, Initializer initializer) throws IOException {
        ByteBuffer bytes = initializer.bytes().get();
        if (bytes.remaining() != initializer.length()) {
            throw new IllegalStateException(
                    initializer.name() + " has " + bytes.remaining() + " bytes, not " + initializer.length());
        }
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private void writeModel(OutputStream out, String name, OnnxFile ports, Map<String, String> metadata)
            throws IOException {
        Message head = new Message()
                .integer(1, formatVersion(graph.opset()))
                .text(2, "jimm")
                .text(3, JimmVersion.text())
                .message(8, new Message().text(1, "").integer(2, graph.opset()));
        metadata.forEach(
                (key, value) -> head.message(14, new Message().text(1, key).text(2, value)));
        Message inner = new Message();
        graph.nodes().forEach(node -> inner.bytes(1, node));
        inner.text(2, name);
        ports.inputs().forEach(input -> inner.message(11, Ports.message(input)));
        ports.outputs().forEach(output -> inner.message(12, Ports.message(output)));
        byte[] plain = inner.toBytes();
        long length = plain.length;
        for (Initializer initializer : graph.initializers()) {
            length += beginning(initializer).length + inside(initializer);
        }
        out.write(head.beginning(FIELD_GRAPH, length).toBytes());
        out.write(plain);
        for (Initializer initializer : graph.initializers()) {
            out.write(beginning(initializer));
            if (!outside.containsKey(initializer)) {
                writeElements(out, initializer);
            }
        }
    }

    /** The bytes of the elements that stand in the file. */
    private long inside(Initializer initializer) {
        return outside.containsKey(initializer) ? 0 : initializer.length();
    }

    /** An initializer as a field of the graph, up to its elements. */
    private byte[] beginning(Initializer initializer) {
        Message header = initializer.header();
        if (outside.containsKey(initializer)) {
            Map<String, String> place = Map.of(
                    "location", data.getFileName().toString(),
                    "offset", outside.get(initializer).toString(),
                    "length", Long.toString(initializer.length()));
            for (String key : List.of("location", "offset", "length")) {
                header.message(13, new Message().text(1, key).text(2, place.get(key)));
            }
            header.integer(14, 1);
        } else {
            header.beginning(FIELD_RAW_DATA, initializer.length());
        }
        byte[] bytes = header.toBytes();
        Message beginning = new Message().beginning(FIELD_INITIALIZER, bytes.length + inside(initializer));
        return beginning.raw(bytes).toBytes();
    }

    /** The version of the file format that came with a version of the operators, by ONNX's own table. */
    private static int formatVersion(int opset) {
        return opset <= 14 ? 7 : opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
    }
}
