package dev.jimm.core.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A value in a reference file. What is asked of it and is not there, or is of another type, is a {@link JimmException} (DATA) that names
 * the place.
 *
 * @param file in which it stands
 * @param line of the file
 * @param path the way to the value from the top of its record, empty for the record itself
 */
record Facts(JsonNode json, Path file, int line, String path) {
    /** Whether there is a field of this name, and not {@code null}. */
    boolean has(String field) {
        return json.hasNonNull(field);
    }

    Facts at(String field) {
        return new Facts(json.path(field), file, line, path.isEmpty() ? field : path + "." + field);
    }

    Facts at(int index) {
        return new Facts(json.path(index), file, line, path + "[" + index + "]");
    }

    /** The file whose name this text is, in the folder of the reference file. */
    Path besideFile() {
        return file.resolveSibling(text());
    }

    String text() {
        return require(JsonNode::isTextual, "a text").asText();
    }

    long whole() {
        return require(json -> json.isIntegralNumber() && json.canConvertToLong(), "a whole number")
                .asLong();
    }

    /** A whole number within these two. */
    int whole(int least, int most) {
        long value = whole();
        if (value < least || value > most) {
            throw malformed("'" + path + "' should be from " + least + " to " + most + ", is " + value);
        }
        return (int) value;
    }

    boolean truth() {
        return require(JsonNode::isBoolean, "true or false").asBoolean();
    }

    double number() {
        return require(JsonNode::isNumber, "a number").asDouble();
    }

    List<Facts> list() {
        require(JsonNode::isArray, "a list");
        List<Facts> elements = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            elements.add(at(i));
        }
        return elements;
    }

    List<String> texts() {
        return list().stream().map(Facts::text).toList();
    }

    List<Long> wholes() {
        return list().stream().map(Facts::whole).toList();
    }

    List<Double> numbers() {
        return list().stream().map(Facts::number).toList();
    }

    /** Whether this is an object with fields, all of which are texts. */
    boolean isTableOfTexts() {
        return json.isObject()
                && !json.isEmpty()
                && StreamSupport.stream(json.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    JimmException malformed(String problem) {
        return new JimmException(Category.DATA, file + ":" + line + ": " + problem);
    }

    private JsonNode require(Predicate<JsonNode> type, String wanted) {
        if (!type.test(json)) {
            String found = json.isMissingNode() ? "is missing" : "is not: " + abbreviated();
            throw malformed("'" + path + "' should be " + wanted + " and " + found);
        }
        return json;
    }

    private String abbreviated() {
        String text = json.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
