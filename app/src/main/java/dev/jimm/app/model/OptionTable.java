package dev.jimm.app.model;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.config.ConfigTree;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The components of a configuration record as a table: key, value, and what else it can be. */
final class OptionTable {
    private static final int TYPE_WIDTH = 34;
    private static final Map<Type, List<String>> TYPES = Map.of(
            int.class, List.of("whole number"),
            long.class, List.of("whole number"),
            double.class, List.of("number"),
            boolean.class, List.of("true", "false"),
            Integer.class, List.of("whole number", "null"),
            Long.class, List.of("whole number", "null"),
            Double.class, List.of("number", "null"),
            Boolean.class, List.of("true", "false", "null"),
            String.class, List.of("text"));

    private OptionTable() {}

    static Table of(Record options) {
        Table table = new Table("key", "value", "can be");
        ConfigObject values = ConfigTree.toConfig(options).root();
        List<String> keys = ConfigTree.keys(options.getClass());
        RecordComponent[] components = options.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String value = values.get(keys.get(i))
                    .render(ConfigRenderOptions.concise())
                    .replace("\"", "")
                    .replace(",", ", ")
                    .replaceFirst("(\\.0)?E", "e");
            List<String> lines = lines(components[i].getGenericType());
            table.row(keys.get(i), value, lines.get(0));
            lines.stream().skip(1).forEach(line -> table.row("", "", line));
        }
        return table;
    }

    private static List<String> lines(Type type) {
        if (!(type instanceof ParameterizedType list)) {
            return Text.wrap(words(type), TYPE_WIDTH);
        }
        List<String> words = words(list.getActualTypeArguments()[0]).stream()
                .filter(word -> !word.equals("null"))
                .toList();
        return words.size() == 1 ? List.of("list of " + words.get(0) + "s") : Text.wrap(prefixed(words), TYPE_WIDTH);
    }

    private static List<String> prefixed(List<String> words) {
        String first = "list of: " + words.get(0);
        return Stream.concat(Stream.of(first), words.stream().skip(1)).toList();
    }

    private static List<String> words(Type type) {
        if (type instanceof Class<?> constants && constants.isEnum()) {
            return Arrays.stream(constants.getEnumConstants())
                    .map(constant ->
                            ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
        }
        return TYPES.getOrDefault(type, List.of("section"));
    }
}
