package dev.jimm.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.jimm.core.error.Nearest;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Single values: from HOCON to Java, back, and what to call them in an error. */
final class Scalars {
    private static final Map<Class<?>, Kind> KINDS = Map.ofEntries(
            Map.entry(boolean.class, new Kind("true or false", Scalars::readBoolean)),
            Map.entry(Boolean.class, new Kind("true or false", Scalars::readBoolean)),
            Map.entry(int.class, new Kind("an int", Scalars::readInt)),
            Map.entry(Integer.class, new Kind("an int", Scalars::readInt)),
            Map.entry(long.class, new Kind("a long", Scalars::readLong)),
            Map.entry(Long.class, new Kind("a long", Scalars::readLong)),
            Map.entry(double.class, new Kind("a number", Scalars::readDouble)),
            Map.entry(Double.class, new Kind("a number", Scalars::readDouble)),
            Map.entry(String.class, new Kind("a string", Scalars::readString)),
            Map.entry(Path.class, new Kind("a path", Scalars::readPath)),
            Map.entry(Duration.class, new Kind("a duration such as 30s or \"5 minutes\"", Scalars::readDuration)));

    private static final Map<String, Duration> UNITS = units();

    /** How to read a type; the function gives null for a HOCON value that is not of the type. */
    private record Kind(String expected, Function<ConfigValue, Object> read) {}

    private Scalars() {}

    /** Whether a type is a number or Boolean as an object, which only differs from the primitive by having a null. */
    static boolean isBoxed(Class<?> type) {
        return type == Boolean.class || Number.class.isAssignableFrom(type);
    }

    /** The Java value, or null when the HOCON value is not of the type. */
    static Object read(ConfigValue value, Class<?> type) {
        return kind(type).read().apply(value);
    }

    /** The end of "'key' must be ...": what was wanted and what is there. */
    static String mismatch(ConfigValue value, Class<?> type) {
        String hint = "";
        if (type.isEnum() && value.unwrapped() instanceof String given) {
            hint = Nearest.hint(given, constants(type));
        } else if ((type == int.class || type == Integer.class) && readLong(value) != null) {
            hint = "; the range is " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        }
        return kind(type).expected() + ", is " + actual(value) + hint;
    }

    /** A value as an error shows it: {@code 1.5}, {@code the string "lots"}, {@code a list}. */
    static String actual(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case STRING -> "the string " + ConfigUtil.quoteString(readString(value));
            case NUMBER, BOOLEAN -> readString(value);
            case NULL -> "null";
        };
    }

    /** The inverse of {@link #read}: a number, Boolean or String. */
    static Object write(Object value) {
        if (value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constantName(constant);
        }
        if (value instanceof Path path) {
            return path.toString();
        }
        if (value instanceof Duration duration) {
            return writeDuration(duration);
        }
        throw unsupported(value.getClass());
    }

    private static Kind kind(Class<?> type) {
        if (type.isEnum()) {
            return new Kind("one of " + String.join(", ", constants(type)), value -> readConstant(value, type));
        }
        if (!KINDS.containsKey(type)) {
            throw unsupported(type);
        }
        return KINDS.get(type);
    }

    private static IllegalStateException unsupported(Class<?> type) {
        return new IllegalStateException(type + " cannot be a component of a configuration record");
    }

    private static Boolean readBoolean(ConfigValue value) {
        return value.unwrapped() instanceof Boolean flag ? flag : null;
    }

    private static Integer readInt(ConfigValue value) {
        Long whole = readLong(value);
        return whole != null && whole == whole.intValue() ? whole.intValue() : null;
    }

    private static Long readLong(ConfigValue value) {
        try {
            return value.unwrapped() instanceof Number n ? new BigDecimal(n.toString()).longValueExact() : null;
        } catch (ArithmeticException | NumberFormatException e) {
            return null; // a fraction, or too large
        }
    }

    private static Double readDouble(ConfigValue value) {
        return value.unwrapped() instanceof Number n && Double.isFinite(n.doubleValue()) ? n.doubleValue() : null;
    }

    /** Numbers and Booleans count as the text that was typed: {@code name = 2024} needs no quotes. */
    private static String readString(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> value.atKey("it").getString("it");
            case LIST, OBJECT, NULL -> null;
        };
    }

    private static Path readPath(ConfigValue value) {
        try {
            String text = readString(value);
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Duration readDuration(ConfigValue value) {
        try {
            // HOCON takes a bare number as milliseconds, which few people expect
            boolean hasUnit = value.unwrapped() instanceof String text && text.matches(".*\\p{Alpha}\\s*");
            return hasUnit ? value.atKey("it").getDuration("it") : null;
        } catch (ConfigException e) {
            return null;
        }
    }

    private static Object readConstant(ConfigValue value, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constantName(constant).equals(value.unwrapped()))
                .findAny()
                .orElse(null);
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Scalars::constantName).toList();
    }

    private static String constantName(Object constant) {
        return RecordShape.kebab(((Enum<?>) constant).name());
    }

    private static String writeDuration(Duration duration) {
        return UNITS.entrySet().stream()
                .filter(unit -> duration.toNanos() % unit.getValue().toNanos() == 0)
                .findFirst()
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .orElseThrow();
    }

    private static Map<String, Duration> units() {
        Map<String, Duration> units = new LinkedHashMap<>();
        units.put("h", Duration.ofHours(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("s", Duration.ofSeconds(1));
        units.put("ms", Duration.ofMillis(1));
        units.put("us", Duration.ofNanos(1000));
        units.put("ns", Duration.ofNanos(1));
        return units;
    }
}
