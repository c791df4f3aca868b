package dev.jimm.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a piece of configuration was written: {@code run.conf:4}, or {@code --set train.epochs=3}. Ordered by file,
 * then line.
 *
 * @param file the file's name as shown to the user, or a whole {@code --set} argument; empty when unknown
 * @param line from 1; 0 when there is none
 */
public record Location(String file, int line) implements Comparable<Location> {
    /** Nowhere that a user could look. */
    public static final Location UNKNOWN = new Location("", 0);

    static final String SETTING = "--set ";

    private static final String MERGED = "merge of ";
    private static final Pattern SINGLE_ORIGIN = Pattern.compile("(.+): (\\d+)(?:-\\d+)?", Pattern.DOTALL);
    private static final Pattern FIRST_OF_MERGED = Pattern.compile("(.+?): (\\d+)(?:-\\d+)?(?:,.*)?", Pattern.DOTALL);

    /**
     * The place of an origin. A section that several files contribute to stands where the one that wins over the others
     * has it.
     */
    public static Location of(ConfigOrigin origin) {
        String description = origin.description();
        boolean merged = description.startsWith(MERGED);
        Matcher matcher = merged
                ? FIRST_OF_MERGED.matcher(description.substring(MERGED.length()))
                : SINGLE_ORIGIN.matcher(description);
        if (!matcher.matches()) {
            return description.equals("empty config") ? UNKNOWN : new Location(description, 0);
        }
        String file = matcher.group(1);
        return new Location(file, file.startsWith(SETTING) ? 0 : Integer.parseInt(matcher.group(2)));
    }

    /**
     * The place of a value, or, when the configuration does not hold it, of the innermost section on the way to it.
     *
     * @param path keys with dots between them, such as {@code train.epochs}
     */
    public static Location of(Config config, String path) {
        ConfigValue value = config.root();
        for (String key : ConfigUtil.splitPath(path)) {
            ConfigValue next = value instanceof ConfigObject section ? section.get(key) : null;
            if (next == null) {
                break;
            }
            value = next;
        }
        return of(value.origin());
    }

    @Override
    public int compareTo(Location other) {
        return Comparator.comparing(Location::file)
                .thenComparingInt(Location::line)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
