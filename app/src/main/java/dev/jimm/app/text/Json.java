package dev.jimm.app.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jimm.core.listener.FiniteNumbers;

/**
 * Machine-readable output; keys are the names of record components in snake case. A number that is not finite is {@code
 * null}, as in all JSON of jimm.
 */
public final class Json {
    private static final ObjectWriter COMPACT = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(FiniteNumbers.module())
            .build()
            .writer();
    private static final ObjectWriter INDENTED =
            COMPACT.with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /** The JSON text of a value, indented, without a line end. */
    public static String write(Object value) {
        return write(value, INDENTED);
    }

    /** The same in one line. */
    public static String line(Object value) {
        return write(value, COMPACT);
    }

    private static String write(Object value, ObjectWriter writer) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " has no JSON form", e);
        }
    }
}
