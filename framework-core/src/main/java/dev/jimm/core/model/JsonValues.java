package dev.jimm.core.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A JSON object's values by their keys, taken as the types that they must have.
 *
 * <p>Tables of pretrained weights are read whenever a model is looked for. Jackson's binding to records would do the same, and takes
 * longer to get ready than everything else that a listing of models does.
 *
 * @param values texts, numbers, booleans, lists and maps; a null counts as not there
 */
record JsonValues(Map<String, ?> values) {
    /** Reads the object at whose start the parser is. */
    static Map<String, Object> object(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it must be an object, is " + parser.currentToken());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            values.put(key, value(parser));
        }
        return values;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_NULL -> null;
            default -> parser.getBooleanValue();
        };
    }

    private static List<Object> list(JsonParser parser) throws IOException {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(parser);
            if (value == null) {
                throw new IllegalArgumentException("a list has a null");
            }
            values.add(value);
        }
        return values;
    }

    /** A text; numbers and booleans count as what they are written as. */
    String text(String key) {
        return taken(key, "a text", value -> value instanceof List || value instanceof Map ? null : value.toString());
    }

    boolean flag(String key) {
        Boolean flag = taken(key, "true or false", value -> value instanceof Boolean given ? given : null);
        return flag != null && flag;
    }

    Integer whole(String key) {
        return taken(key, "a whole number", JsonValues::whole);
    }

    Double number(String key) {
        return taken(key, "a number", JsonValues::number);
    }

    List<Integer> wholes(String key) {
        return list(key, "a list of whole numbers", JsonValues::whole);
    }

    List<Double> numbers(String key) {
        return list(key, "a list of numbers", JsonValues::number);
    }

    List<String> texts(String key) {
        return list(key, "a list of texts", value -> value instanceof String text ? text : null);
    }

    /** One text or a list of texts; empty when there is none. */
    List<String> oneOrMoreTexts(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof List ? texts(key) : List.of(text(key));
    }

    @SuppressWarnings("unchecked") // keys of JSON are texts
    Map<String, Object> map(String key) {
        return taken(key, "an object", value -> value instanceof Map ? (Map<String, Object>) value : null);
    }

    /** A map that has all its values as a type; empty when there is none. */
    <T> Map<String, T> mapOf(String key, BiFunction<JsonValues, String, T> as) {
        Map<String, Object> map = map(key);
        if (map == null) {
            return Map.of();
        }
        JsonValues inside = new JsonValues(map);
        Map<String, T> typed = new LinkedHashMap<>();
        for (String name : map.keySet()) {
            T value = as.apply(inside, name);
            if (value == null) {
                throw new IllegalArgumentException("'" + name + "' in '" + key + "' is null");
            }
            typed.put(name, value);
        }
        return typed;
    }

    @SuppressWarnings("unchecked") // keys of JSON are texts
    List<Map<String, Object>> objects(String key) {
        return list(key, "a list of objects", value -> value instanceof Map ? (Map<String, Object>) value : null);
    }

    Long large(String key) {
        return taken(
                key,
                "a whole number",
                value ->
                        value instanceof Integer || value instanceof Long ? (Long) ((Number) value).longValue() : null);
    }

    private static Integer whole(Object value) {
        Double number = number(value);
        return number != null && number == number.intValue() ? (Integer) number.intValue() : null;
    }

    private static Double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : null;
    }

    private <T> List<T> list(String key, String type, Function<Object, T> element) {
        return taken(key, type, value -> {
            if (!(value instanceof List<?> elements)) {
                return null;
            }
            List<T> typed = new ArrayList<>();
            elements.forEach(one -> typed.add(element.apply(one)));
            return typed.contains(null) ? null : typed;
        });
    }

    /** {@code null} when the key is not there. */
    private <T> T taken(String key, String type, Function<Object, T> as) {
        Object value = values.get(key);
        if (value == null) {
            return null;
        }
        T taken = as.apply(value);
        if (taken == null) {
            throw new IllegalArgumentException("'" + key + "' must be " + type + ", is " + value);
        }
        return taken;
    }
}
