package dev.jimm.app.analyze;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The {@code data} section that the command line makes.
 *
 * @param given the keys of the settings, with their values as HOCON
 */
record DataSettings(DataConfig config, Map<String, String> given) {
    private static final String SECTION = "data";
    private static final Pattern FORM = Pattern.compile("data\\.[^=]+=.*", Pattern.DOTALL);

    /** @param settings {@code data.key=value} each, value in HOCON; a later one wins */
    static DataSettings of(String reader, Path root, List<String> settings) {
        Problems problems = new Problems();
        Config section = ConfigFactory.empty();
        for (String setting : settings) {
            String origin = "--set " + setting;
            if (FORM.matcher(setting).matches()) {
                section = ConfigFile.parse(setting, origin).getConfig(SECTION).withFallback(section);
            } else {
                problems.add(new Location(origin, 0), "an analysis takes data.KEY=VALUE only");
            }
        }
        DataConfig plain = DataConfig.defaults().reading(reader, root);
        DataConfig config = ConfigBinder.bind(section, SECTION, plain, problems);
        refuse(section, "reader", "--reader NAME", problems);
        refuse(section, "root", "ROOT, the argument", problems);
        problems.throwIfAny();
        return new DataSettings(config, given(section, config));
    }

    private static void refuse(Config section, String key, String instead, Problems problems) {
        if (section.hasPathOrNull(key)) {
            problems.add(Location.of(section, key), "'data." + key + "' is given by " + instead);
        }
    }

    /** Values as they were understood: 6 for 6.0 where a whole number is due. */
    private static Map<String, String> given(Config section, DataConfig config) {
        Config understood = ConfigTree.toConfig(config);
        Map<String, String> given = new TreeMap<>();
        section.entrySet()
                .forEach(each -> given.put(
                        SECTION + "." + each.getKey(),
                        understood.getValue(each.getKey()).render(ConfigRenderOptions.concise())));
        return given;
    }
}
