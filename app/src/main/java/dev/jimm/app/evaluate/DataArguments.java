package dev.jimm.app.evaluate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the command line says of the data.
 *
 * @param root the data set, or {@code null} for the run's own
 * @param reader of that data set
 * @param split which part of it; {@code null} for the validation part, or all where a data set that is not the run's
 *     own has none
 * @param settings {@code data.key=value} each, value in HOCON; a later one wins
 */
record DataArguments(Path root, String reader, Split split, List<String> settings) {
    private static final String SECTION = "data";
    private static final Pattern FORM = Pattern.compile("data\\.[^=]+=.*", Pattern.DOTALL);

    DataArguments {
        split = split == null && root == null ? Split.VALIDATION : split;
        settings = List.copyOf(settings);
    }

    /**
     * The configuration of the data.
     *
     * @param own the run's
     * @throws JimmException CONFIGURATION for settings that are none, with all that is wrong
     */
    DataConfig config(DataConfig own) {
        Problems problems = new Problems();
        Config section = ConfigFactory.empty();
        for (String setting : settings) {
            String origin = "--set " + setting;
            if (FORM.matcher(setting).matches()) {
                section = ConfigFile.parse(setting, origin).getConfig(SECTION).withFallback(section);
            } else {
                problems.add(new Location(origin, 0), "a validation takes data.KEY=VALUE only");
            }
        }
        DataConfig plain = root == null ? own : own.reading(reader, root);
        DataConfig config = ConfigBinder.bind(section, SECTION, plain, problems);
        refuse(section, "reader", "--reader NAME", problems);
        refuse(section, "root", "--data PATH", problems);
        problems.throwIfAny();
        return config;
    }

    private static void refuse(Config section, String key, String instead, Problems problems) {
        if (section.hasPathOrNull(key)) {
            problems.add(Location.of(section, key), "'data." + key + "' is given by " + instead);
        }
    }
}
