package dev.jimm.core.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Groups the files of shards into samples. Reads labels, but no images. */
final class ShardScan {
    private static final List<String> IMAGE_FIELDS = List.of("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff");
    private static final String LABEL_FIELD = "cls";
    private static final String JSON_FIELD = "json";
    private static final int LONGEST_LABEL = 1 << 20;
    private static final int LISTED = 5;

    private final String labelKey;
    private final ObjectMapper json = new ObjectMapper();
    private final List<TarImage> images = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final Map<String, String> distinct = new HashMap<>();
    private final Findings findings = new Findings(LISTED);

    private ShardScan(String labelKey) {
        this.labelKey = labelKey;
    }

    /**
     * Looks through shards.
     *
     * @param labelKey the field of a sample's JSON with its label
     * @throws IOException if a shard is no archive, or samples are without image or label
     */
    static Shards scan(List<Path> tars, String labelKey) throws IOException {
        ShardScan scan = new ShardScan(labelKey);
        for (int i = 0; i < tars.size(); i++) {
            try (TarInput input = TarInput.open(tars.get(i))) {
                scan.addAll(i, input);
            }
        }
        scan.findings.throwIfAny(
                "samples of " + tars.size() + " shards are not as expected",
                "A sample needs an image (one of " + String.join(", ", IMAGE_FIELDS) + ") and a label (" + LABEL_FIELD
                        + ", or " + JSON_FIELD + " with '" + labelKey + "', the value of data.options.label-key).");
        if (scan.images.isEmpty()) {
            throw new IOException("there are no samples in " + tars.get(0)
                    + (tars.size() > 1 ? " and the other " + (tars.size() - 1) + " shards" : "")
                    + "; expected are files such as 0001.jpg with 0001.cls");
        }
        return new Shards(tars, scan.images, scan.labels);
    }

    private void addAll(int tar, TarInput input) throws IOException {
        TarCursor cursor = new TarCursor(input);
        String key = null;
        Map<String, TarCursor.Entry> fields = new HashMap<>();
        for (TarCursor.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            String name = entry.name();
            int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
            if (dot < 0 || EntryPath.of(name).isHidden()) {
                continue;
            }
            if (!name.substring(0, dot).equals(key)) {
                finish(tar, cursor, input.path() + "/" + key, fields);
                key = name.substring(0, dot);
                fields.clear();
            }
            if (fields.put(name.substring(dot + 1).toLowerCase(Locale.ROOT), entry) != null) {
                findings.add(input.path() + "/" + name + ": it is there twice");
            }
        }
        finish(tar, cursor, input.path() + "/" + key, fields);
    }

    private void finish(int tar, TarCursor cursor, String sample, Map<String, TarCursor.Entry> fields)
            throws IOException {
        if (fields.isEmpty()) {
            return;
        }
        TarCursor.Entry image = IMAGE_FIELDS.stream()
                .map(fields::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (image == null) {
            findings.add(sample + ": no image");
            return;
        }
        try {
            String label = label(cursor, fields);
            images.add(new TarImage(tar, image.name(), image.offset(), image.size()));
            labels.add(distinct.computeIfAbsent(label, same -> same));
        } catch (LabelException e) {
            findings.add(sample + ": " + e.getMessage());
        }
    }

    /** One sample without a usable label. */
    private static final class LabelException extends Exception {
        LabelException(String message) {
            super(message);
        }
    }

    private String label(TarCursor cursor, Map<String, TarCursor.Entry> fields) throws IOException, LabelException {
        boolean plain = fields.containsKey(LABEL_FIELD);
        TarCursor.Entry entry = fields.get(plain ? LABEL_FIELD : JSON_FIELD);
        if (entry == null) {
            throw new LabelException("no label");
        }
        if (entry.size() > LONGEST_LABEL) {
            throw new LabelException("a label of " + entry.size() + " bytes");
        }
        byte[] content = cursor.content(entry);
        String label = plain ? new String(content, StandardCharsets.UTF_8).strip() : labelInJson(content);
        if (label.isEmpty()) {
            throw new LabelException("an empty label");
        }
        return label;
    }

    private String labelInJson(byte[] content) throws IOException, LabelException {
        try {
            JsonNode label = json.readTree(content).path(labelKey);
            if (label.isTextual() || label.isIntegralNumber()) {
                return label.asText().strip();
            }
            throw new LabelException("its JSON has no number or text '" + labelKey + "'");
        } catch (JsonProcessingException e) {
            throw new LabelException("its JSON is broken: " + e.getOriginalMessage());
        }
    }
}
