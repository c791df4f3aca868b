package dev.jimm.plugin.augment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Options in timm's short form: keys with their values behind them, separated by hyphens, as in m9-mstd0.5. */
final class ShortForm {
    private final Map<String, String> values;

    /** What may stand behind a key. */
    enum Kind {
        NUMBER("a number", "\\d{1,9}(\\.\\d{1,15})?"),
        WHOLE("a whole number", "\\d{1,9}"),
        FLAG("0 or 1", "[01]"),
        ZERO("0", "0"),
        SET("a name", "[\\w.]+");

        private final String label;
        private final String pattern;

        Kind(String label, String pattern) {
            this.label = label;
            this.pattern = pattern;
        }
    }

    /**
     * A key.
     *
     * @param meaning the option that it stands for
     */
    record Key(String name, Kind kind, String meaning) {
        private boolean begins(String part) {
            return part.startsWith(name) && part.substring(name.length()).matches(kind.pattern);
        }

        @Override
        public String toString() {
            return name + " (" + meaning + ", " + kind.label + ")";
        }
    }

    private ShortForm(Map<String, String> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException for parts that are no key with a value, all at once, and for repeated keys */
    static ShortForm parse(String text, List<Key> keys) {
        Map<String, String> values = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String part : text.split("-", -1)) {
            Optional<Key> key = keys.stream().filter(one -> one.begins(part)).findFirst();
            String name = key.map(Key::name).orElse("");
            if (key.isEmpty() || values.putIfAbsent(name, part.substring(name.length())) != null) {
                wrong.add(key.isEmpty() ? "'" + part + "'" : "'" + part + "' (again)");
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("does not understand " + String.join(", ", wrong) + "; its keys are "
                    + keys.stream().map(Key::toString).collect(Collectors.joining(", ")));
        }
        return new ShortForm(values);
    }

    double number(String key, double usual) {
        return values.containsKey(key) ? Double.parseDouble(values.get(key)) : usual;
    }

    Integer whole(String key, Integer usual) {
        return values.containsKey(key) ? Integer.valueOf(values.get(key)) : usual;
    }

    boolean flag(String key, boolean usual) {
        return values.getOrDefault(key, usual ? "1" : "0").equals("1");
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
