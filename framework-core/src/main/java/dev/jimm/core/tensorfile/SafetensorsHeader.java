package dev.jimm.core.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says about its tensors, checked: the ranges lie within the data, cover all of it, do not
 * overlap, and are as long as type and shape demand.
 *
 * @param entries in the order of the header
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = new JsonFactory();
    /** No real file comes near these; without them a small file could describe more than the memory holds. */
    static final int MOST_DIMENSIONS = 16;

    private static final int MOST_ENTRIES = 100_000;

    /** Where a tensor lies: the bytes from begin to end (exclusive) of the data that follow the header. */
    record Entry(String name, StoredType type, long[] shape, long begin, long end) {
        long size() {
            return end - begin;
        }
    }

    /** The tensors in the order of their data. */
    List<Entry> byPlace() {
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
    }

    /**
     * Reads and checks a header.
     *
     * @param file for messages
     * @param dataSize how many bytes follow the header
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataSize) {
        try (JsonParser parser = JSON.createParser(json)) {
            SafetensorsHeader header = new Parse(file, parser).header();
            header.requireCover(file, dataSize);
            return header;
        } catch (IOException e) {
            throw Refusal.damaged(file, "its header is no valid JSON: " + Reason.of(e));
        }
    }

    private void requireCover(Path file, long dataSize) {
        long covered = 0;
        String previous = null;
        for (Entry entry : byPlace()) {
            if (entry.end() > dataSize) {
                throw Refusal.damaged(
                        file,
                        "tensor '" + entry.name() + "' ends at byte " + entry.end() + " of the data, which has "
                                + dataSize + " bytes");
            }
            if (entry.begin() < covered) {
                throw Refusal.damaged(file, "tensors '" + previous + "' and '" + entry.name() + "' overlap");
            }
            if (entry.begin() > covered) {
                throw Refusal.damaged(
                        file, "bytes " + covered + " to " + entry.begin() + " of the data belong to no tensor");
            }
            covered = entry.end();
            previous = entry.name();
        }
        if (covered < dataSize) {
            throw Refusal.damaged(file, (dataSize - covered) + " bytes follow the last tensor");
        }
    }

    /** One pass over the JSON. */
    private static final class Parse {
        private final Path file;
        private final JsonParser json;
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private Map<String, String> metadata;

        Parse(Path file, JsonParser json) {
            this.file = file;
            this.json = json;
        }

        SafetensorsHeader header() throws IOException {
            expect(json.nextToken() == JsonToken.START_OBJECT, "its header is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (name.equals(METADATA)) {
                    expect(metadata == null, "its header has two entries " + METADATA);
                    metadata = metadata();
                } else {
                    expect(entries.size() < MOST_ENTRIES, "its header has more than " + MOST_ENTRIES + " tensors");
                    Refusal.requireName(file, name);
                    expect(entries.put(name, entry(name)) == null, "two tensors are named '" + name + "'");
                }
            }
            expect(json.nextToken() == null, "its header goes on behind the JSON object");
            return new SafetensorsHeader(
                    List.copyOf(entries.values()), metadata == null ? Map.of() : Map.copyOf(metadata));
        }

        private Map<String, String> metadata() throws IOException {
            Map<String, String> texts = new LinkedHashMap<>();
            expect(json.nextToken() == JsonToken.START_OBJECT, METADATA + " is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                expect(texts.size() < MOST_ENTRIES, METADATA + " has more than " + MOST_ENTRIES + " keys");
                expect(json.nextToken() == JsonToken.VALUE_STRING, METADATA + " holds something that is no text");
                expect(texts.put(key, json.getText()) == null, METADATA + " has a key twice");
            }
            return texts;
        }

        private Entry entry(String name) throws IOException {
            String tensor = "tensor '" + name + "'";
            expect(json.nextToken() == JsonToken.START_OBJECT, tensor + " is described by no JSON object");
            StoredType type = null;
            long[] shape = null;
            long[] range = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                boolean isNew = switch (field) {
                    case "dtype" -> type == null;
                    case "shape" -> shape == null;
                    case "data_offsets" -> range == null;
                    default -> false;
                };
                expect(isNew, tensor + " has an unknown field or one field twice");
                if (field.equals("dtype")) {
                    type = type(tensor);
                } else if (field.equals("shape")) {
                    shape = numbers(tensor + " has a shape that is no list of sizes");
                } else {
                    range = numbers(tensor + " has data_offsets that are no list of places");
                }
            }
            expect(type != null && shape != null && range != null, tensor + " lacks its dtype, shape or data_offsets");
            expect(range.length == 2 && range[0] <= range[1], tensor + " has data_offsets that are no range");
            Entry entry = new Entry(name, type, shape, range[0], range[1]);
            requireSize(tensor, entry);
            return entry;
        }

        private StoredType type(String tensor) throws IOException {
            expect(json.nextToken() == JsonToken.VALUE_STRING, tensor + " has a dtype that is no text");
            for (StoredType type : StoredType.values()) {
                if (type.name().equals(json.getText())) {
                    return type;
                }
            }
            throw Refusal.of(
                    file,
                    tensor + " has a dtype that cannot be read; known are " + List.of(StoredType.values())
                            + ". Convert the file");
        }

        private long[] numbers(String problem) throws IOException {
            expect(json.nextToken() == JsonToken.START_ARRAY, problem);
            List<Long> numbers = new ArrayList<>();
            while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                expect(numbers.size() < MOST_DIMENSIONS, problem + " (at most " + MOST_DIMENSIONS + ")");
                numbers.add(json.getLongValue());
                expect(numbers.get(numbers.size() - 1) >= 0, problem);
            }
            expect(json.currentToken() == JsonToken.END_ARRAY, problem);
            return numbers.stream().mapToLong(Long::longValue).toArray();
        }

        private void requireSize(String tensor, Entry entry) {
            String described = tensor + " of type " + entry.type() + " and " + sizes(entry.shape());
            long needed = bytesOf(entry, described);
            expect(needed == entry.size(), described + " needs " + needed + " bytes and has " + entry.size());
            if (needed > Integer.MAX_VALUE) {
                throw Refusal.of(
                        file,
                        described + " has " + needed + " bytes; a single tensor may have " + Integer.MAX_VALUE
                                + ". Split it or store it in a shorter type");
            }
        }

        private long bytesOf(Entry entry, String described) {
            try {
                return Math.multiplyExact(
                        Shapes.count(entry.shape()), entry.type().bytes());
            } catch (ArithmeticException e) {
                throw Refusal.damaged(file, described + " would be larger than any file");
            }
        }

        private static String sizes(long[] shape) {
            return shape.length <= 8 ? "shape " + Arrays.toString(shape) : shape.length + " dimensions";
        }

        private void expect(boolean condition, String problem) {
            if (!condition) {
                throw Refusal.damaged(file, problem);
            }
        }
    }
}
