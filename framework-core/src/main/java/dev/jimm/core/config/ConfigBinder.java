package dev.jimm.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.jimm.core.error.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Binds sections of a configuration to records.
 *
 * <p>The component {@code warmupEpochs} has the key {@code warmup-epochs}. A component is an int, long, double or
 * boolean (or its boxed type), a String, an enum (constants in kebab-case), a {@link java.nio.file.Path}, a {@link
 * java.time.Duration}, a record, a {@code List<T>} or {@code Map<String, T>} of those, or a raw {@link Config}, for a
 * section that somebody else binds later. An absent key keeps the default; in a nested record key by key, whereas a
 * list, map or raw section that is given replaces its default. {@code null} is for components whose default it is, and
 * for boxed numbers and Booleans, which are boxed for nothing else.
 *
 * <p>A record checks itself in its compact constructor with {@code IllegalArgumentException("warmup-epochs must be at
 * least 0, is -1")}. When the message begins with a key, or with a path of keys below the record, the problem is
 * reported where that key stands, otherwise where the section does. The record is then tried again with the default of
 * that key, so that every check that fails is reported.
 */
public final class ConfigBinder {
    private static final Object REFUSED = new Object();
    private static final Pattern KEY_PATH = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");

    private final Problems problems;

    private ConfigBinder(Problems problems) {
        this.problems = problems;
    }

    /**
     * Binds one section.
     *
     * @param section resolved
     * @param path of the section from the root, for messages; empty for the root itself
     * @param problems receives what is wrong; call {@link Problems#throwIfAny} before use of the result
     * @return the record; where something was refused, the default stands in its place
     */
    public static <T extends Record> T bind(Config section, String path, T defaults, Problems problems) {
        Object bound = new ConfigBinder(problems).bindRecord(section.root(), path, defaults.getClass(), defaults);
        @SuppressWarnings("unchecked") // a shape creates its own type
        T result = bound == REFUSED ? defaults : (T) bound;
        return result;
    }

    /** The keys of the components in which two records of one type differ. */
    public static List<String> changedKeys(Record usual, Record other) {
        RecordShape shape = new RecordShape(usual.getClass());
        Object[] before = shape.values(usual);
        Object[] now = shape.values(other);
        return IntStream.range(0, before.length)
                .filter(i -> !Objects.equals(before[i], now[i]))
                .mapToObj(shape.keys()::get)
                .toList();
    }

    /**
     * Adds a check that failed after the binding, in the code that uses the record, as if the record had made it.
     *
     * @param section that was bound
     * @param path of the section from the root
     * @param keys of the record
     * @param failure whose message may begin with a key
     */
    public static void reportCheck(
            Config section, String path, List<String> keys, IllegalArgumentException failure, Problems problems) {
        new ConfigBinder(problems).reportCheck(section.root(), path, keys, String.valueOf(failure.getMessage()));
    }

    private Object bindRecord(ConfigObject section, String path, Class<?> type, Object defaults) {
        RecordShape shape = new RecordShape(type);
        Object[] base = defaults == null ? shape.baseValues() : shape.values(defaults);
        Object[] values = base.clone();
        reportUnknownKeys(section, path, shape.keys());
        for (int i = 0; i < values.length; i++) {
            String key = shape.keys().get(i);
            ConfigValue given = section.get(key);
            Object bound =
                    given == null ? REFUSED : bindValue(given, join(path, key), shape.componentType(i), values[i]);
            if (bound != REFUSED) {
                values[i] = bound;
            }
        }
        return create(shape, section, path, values, base);
    }

    private Object create(RecordShape shape, ConfigObject section, String path, Object[] values, Object[] base) {
        try {
            return shape.create(values);
        } catch (IllegalArgumentException e) {
            int failed = shape.keys().indexOf(reportCheck(section, path, shape.keys(), String.valueOf(e.getMessage())));
            if (failed >= 0 && !Objects.equals(values[failed], base[failed])) {
                problems.refuse(join(path, shape.keys().get(failed)));
                values[failed] = base[failed];
                return create(shape, section, path, values, base);
            }
        } catch (NullPointerException e) {
            reportNulls(section, path, shape.keys(), e);
        }
        problems.refuse(path);
        return REFUSED;
    }

    private Object bindValue(ConfigValue value, String path, Type type, Object defaults) {
        Class<?> raw = rawClass(type);
        if (value.valueType() == ConfigValueType.NULL) {
            boolean allowed = defaults == null || Scalars.isBoxed(raw);
            return allowed ? null : refuse(value, path, "must not be null");
        }
        if (raw == List.class) {
            return value instanceof ConfigList list
                    ? bindList(list, path, argument(type, 0))
                    : refuse(value, path, "must be a list, is " + Scalars.actual(value));
        }
        if (raw.isRecord() || raw == Map.class || raw == Config.class) {
            return value instanceof ConfigObject section
                    ? bindSection(section, path, type, raw, defaults)
                    : refuse(value, path, "must be a section { ... }, is " + Scalars.actual(value));
        }
        Object bound = Scalars.read(value, raw);
        return bound == null ? refuse(value, path, "must be " + Scalars.mismatch(value, raw)) : bound;
    }

    private Object bindSection(ConfigObject section, String path, Type type, Class<?> raw, Object defaults) {
        if (raw == Config.class) {
            return section.toConfig();
        }
        return raw == Map.class ? bindMap(section, path, argument(type, 1)) : bindRecord(section, path, raw, defaults);
    }

    private Object bindList(ConfigList list, String path, Type elementType) {
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            bound.add(bindElement(list.get(i), path + "[" + i + "]", elementType));
        }
        return bound.contains(REFUSED) ? REFUSED : Collections.unmodifiableList(bound);
    }

    private Object bindMap(ConfigObject section, String path, Type elementType) {
        Map<String, Object> bound = new TreeMap<>();
        section.forEach((key, value) -> bound.put(key, bindElement(value, join(path, key), elementType)));
        return bound.containsValue(REFUSED) ? REFUSED : Collections.unmodifiableMap(bound);
    }

    private Object bindElement(ConfigValue value, String path, Type type) {
        return value.valueType() == ConfigValueType.NULL
                ? refuse(value, path, "must not be null")
                : bindValue(value, path, type, null);
    }

    private Object refuse(ConfigValue value, String path, String reason) {
        problems.refuse(path);
        problems.add(Location.of(value.origin()), "'" + path + "' " + reason);
        return REFUSED;
    }

    private void reportUnknownKeys(ConfigObject section, String path, List<String> keys) {
        for (String key : new TreeSet<>(section.keySet())) {
            if (!keys.contains(key)) {
                String known = keys.isEmpty() ? "; no key is known here" : "; known here: " + String.join(", ", keys);
                String near = Nearest.hint(key, keys);
                String hint = near.isEmpty() ? known : near;
                problems.add(Location.of(section.get(key).origin()), "unknown key '" + join(path, key) + "'" + hint);
            }
        }
    }

    /** Gives the word that may be the key whose check failed. */
    private String reportCheck(ConfigObject section, String path, List<String> keys, String message) {
        boolean consequence = KEY_PATH.matcher(message)
                .results()
                .map(word -> RecordShape.kebab(word.group()))
                .anyMatch(word -> isKey(word, keys) && problems.isRefused(below(path, word)));
        Matcher start = KEY_PATH.matcher(message);
        String key = start.lookingAt() ? RecordShape.kebab(start.group()) : "";
        if (consequence) {
            return key; // the check saw a default in the place of a refused value
        }
        if (isKey(key, keys)) {
            String rest = message.substring(start.end());
            problems.add(Location.of(section.toConfig(), key), "'" + below(path, key) + "'" + rest);
        } else {
            problems.add(Location.of(section.origin()), path.isEmpty() ? message : "'" + path + "': " + message);
        }
        return key;
    }

    /** Whether a word is a key, or leads from a key into the section below it. */
    private static boolean isKey(String word, List<String> keys) {
        return keys.contains(word.split("\\.", 2)[0]);
    }

    /** A record that copies a list in its constructor meets a null that the file gave with a NullPointerException. */
    private void reportNulls(ConfigObject section, String path, List<String> keys, NullPointerException e) {
        List<String> nulls = keys.stream()
                .filter(key -> section.containsKey(key) && section.get(key).valueType() == ConfigValueType.NULL)
                .toList();
        if (nulls.isEmpty()) {
            throw e;
        }
        List<String> paths =
                nulls.stream().map(key -> "'" + join(path, key) + "'").toList();
        Location where = Location.of(section.get(nulls.get(0)).origin());
        problems.add(where, String.join(" or ", paths) + " must not be null");
    }

    private static Class<?> rawClass(Type type) {
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof Class<?> plain) {
            return plain;
        }
        throw new IllegalStateException(type + " cannot be a component of a configuration record");
    }

    private static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType generic) {
            return generic.getActualTypeArguments()[index];
        }
        throw new IllegalStateException(type + " in a configuration record needs its type arguments");
    }

    private static String join(String path, String key) {
        return below(path, ConfigUtil.joinPath(key));
    }

    private static String below(String path, String relative) {
        return path.isEmpty() ? relative : path + "." + relative;
    }
}
