package dev.jimm.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Bound configurations made visible: back as HOCON, described with the origin of each value, compared.
 *
 * <p>A raw section of a record shows what was given only. To show a provider's defaults too, put {@link #toConfig} of
 * the provider's own record in the place of the raw section first.
 */
public final class ConfigTree {
    private static final String DEFAULT = "default";
    private static final int WIDEST_COLUMN = 60;

    /** Keys of raw sections have no order of their own: the name of the component first, then by alphabet. */
    private static final Comparator<String> NAME_FIRST =
            Comparator.comparing((String key) -> !key.equals("name")).thenComparing(Comparator.naturalOrder());

    /** A line of a description; the origin is null where a section begins or ends. */
    private record Line(String text, String origin) {}

    private ConfigTree() {}

    /** The keys that a record has as a section, in the order of its components. */
    public static List<String> keys(Class<? extends Record> type) {
        return new RecordShape(type).keys();
    }

    /** The configuration that would bind to the record; defaults are written out. */
    public static Config toConfig(Record bound) {
        return ConfigValueFactory.fromMap(toMap(bound), DEFAULT).toConfig();
    }

    /**
     * The bound record as HOCON, a comment beside each value telling where it comes from: {@code # run.conf:4}, {@code
     * # --set}, {@code # default}. The text parses back to {@link #toConfig}.
     *
     * @param source what the record was bound from
     */
    public static String describe(Record bound, Config source) {
        List<Line> lines = new ArrayList<>();
        addLines(toMap(bound), source.root(), "", lines);
        int column = lines.stream()
                .filter(line -> line.origin() != null)
                .mapToInt(line -> line.text().length())
                .filter(length -> length <= WIDEST_COLUMN)
                .max()
                .orElse(0);
        return lines.stream().map(line -> aligned(line, column) + "\n").collect(Collectors.joining());
    }

    /** What changed, a line each, by key: {@code train.epochs: 100 -> 200}. Numbers are compared by value. */
    public static List<String> differences(Config old, Config changed) {
        List<String> lines = new ArrayList<>();
        compare(old.root(), changed.root(), "", lines);
        return lines;
    }

    private static void compare(ConfigValue old, ConfigValue changed, String path, List<String> lines) {
        if (old instanceof ConfigObject a && changed instanceof ConfigObject b) {
            TreeSet<String> keys = new TreeSet<>(a.keySet());
            keys.addAll(b.keySet());
            for (String key : keys) {
                compare(a.get(key), b.get(key), path.isEmpty() ? key(key) : path + "." + key(key), lines);
            }
        } else if (old == null || !old.equals(changed)) {
            lines.add(path + ": " + oneLine(old) + " -> " + oneLine(changed));
        }
    }

    private static String oneLine(ConfigValue value) {
        return value == null ? "absent" : text(plain(value.unwrapped()));
    }

    /** The keys of a record and their values, in the order of its components: null, numbers, Booleans, Strings, Lists and Maps. */
    public static Map<String, Object> toMap(Record bound) {
        RecordShape shape = new RecordShape(bound.getClass());
        Object[] values = shape.values(bound);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(shape.keys().get(i), plain(values[i]));
        }
        return map;
    }

    private static Object plain(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Config raw) {
            return plain(raw.root().unwrapped());
        }
        if (value instanceof Record nested) {
            return toMap(nested);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ConfigTree::plain).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>(NAME_FIRST);
            map.forEach((key, element) -> sorted.put((String) key, plain(element)));
            return sorted;
        }
        return Scalars.write(value);
    }

    private static void addLines(Map<?, ?> section, ConfigObject source, String indent, List<Line> lines) {
        section.forEach((key, value) -> {
            ConfigValue given = source == null ? null : source.get(key);
            String start = indent + key((String) key);
            if (value instanceof Map<?, ?> nested && !nested.isEmpty()) {
                lines.add(new Line(start + " {", null));
                addLines(nested, given instanceof ConfigObject object ? object : null, indent + "  ", lines);
                lines.add(new Line(indent + "}", null));
            } else {
                lines.add(new Line(start + " = " + text(value), origin(given)));
            }
        });
    }

    private static String origin(ConfigValue given) {
        if (given == null) {
            return DEFAULT;
        }
        String where = Location.of(given.origin()).toString();
        return where.startsWith(Location.SETTING) ? Location.SETTING.strip() : where;
    }

    private static String aligned(Line line, int column) {
        return line.origin() == null
                ? line.text()
                : line.text() + " ".repeat(Math.max(0, column - line.text().length())) + "  # " + line.origin();
    }

    private static String key(String key) {
        // "include" in the place of a key is a keyword
        return key.equals("include") ? ConfigUtil.quoteString(key) : ConfigUtil.joinPath(key);
    }

    /** A value as HOCON on one line. */
    public static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "{}"
                    : map.entrySet().stream()
                            .map(entry -> key((String) entry.getKey()) + " = " + text(entry.getValue()))
                            .collect(Collectors.joining(", ", "{ ", " }"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ConfigTree::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Double number) {
            return number.toString().replaceFirst("(\\.0)?E", "e"); // 1e-5 rather than 1.0E-5
        }
        return value instanceof String string ? quotedWhereNeeded(string) : String.valueOf(value);
    }

    private static String quotedWhereNeeded(String string) {
        boolean plain = string.matches("[A-Za-z_][\\w.-]*(/[\\w.-]+)*") && !string.matches("true|false|null");
        boolean duration = string.matches("\\d+(h|m|s|ms|us|ns)");
        return plain || duration ? string : ConfigUtil.quoteString(string);
    }
}
