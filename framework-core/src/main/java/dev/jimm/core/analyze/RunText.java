package dev.jimm.core.analyze;

import dev.jimm.core.analyze.Suggestion.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a suggested run as a configuration file, with the reasons as comments above the keys. */
final class RunText {
    private static final int WIDTH = 77;
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private RunText() {}

    static String of(List<String> remarks, List<Setting> settings) {
        RunText file = new RunText();
        remarks.forEach(remark -> file.comment("", remark));
        Map<String, List<Setting>> sections = new LinkedHashMap<>();
        settings.forEach(each -> sections.computeIfAbsent(section(each.key()), name -> new ArrayList<>())
                .add(each));
        sections.forEach(file::section);
        return file.text.toString();
    }

    /** Of a key without a section: nothing. */
    private static String section(String key) {
        return key.contains(".") ? key.substring(0, key.indexOf('.')) : "";
    }

    private void section(String name, List<Setting> settings) {
        text.append('\n');
        if (name.isEmpty()) {
            settings.forEach(each -> setting("", each.key(), each));
            return;
        }
        text.append(name).append(" {\n");
        settings.forEach(each -> setting(INDENT, each.key().substring(name.length() + 1), each));
        text.append("}\n");
    }

    private void setting(String indent, String key, Setting setting) {
        comment(indent, setting.reason());
        text.append(indent).append(key).append(" = ").append(setting.value()).append('\n');
    }

    /** Wrapped; control characters, which foreign names may have, would end the comment. */
    private void comment(String indent, String words) {
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : words.replaceAll("\\p{Cntrl}", "?").split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH && line.length() > indent.length() + 1) {
                text.append(line).append('\n');
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
