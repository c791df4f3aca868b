package dev.jimm.app.create;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * What the parts of a new plugin are called.
 *
 * @param id the plugin's, such as {@code sun-flower}
 * @param packageName of its classes, which is its module's name, too
 */
record PluginNames(String id, String packageName) {
    private static final String ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final int LONGEST = 40;
    private static final String DEFAULT_PARENT = "com.example.";
    /** Classes of these come from jimm and the JDK, whatever a plugin's jar holds. */
    private static final List<String> TAKEN = List.of("dev.jimm", "java");

    /**
     * Checks names.
     *
     * @param packageName {@code null} for one that is made of the id
     * @throws JimmException CONFIGURATION with all that is wrong
     */
    static PluginNames of(String id, String packageName) {
        List<String> problems = new ArrayList<>();
        if (!id.matches(ID) || id.length() > LONGEST) {
            problems.add(
                    "'" + id + "' cannot be the name of a plugin: take small letters and digits, with single hyphens"
                            + " between them, at most " + LONGEST + ", such as sun-flower");
        }
        PluginNames names =
                new PluginNames(id, packageName == null ? DEFAULT_PARENT + id.replace("-", "") : packageName);
        if (packageName != null || problems.isEmpty()) {
            names.checkPackage(problems);
        }
        if (!problems.isEmpty()) {
            throw new JimmException(Category.CONFIGURATION, String.join("\n", problems));
        }
        return names;
    }

    private void checkPackage(List<String> problems) {
        if (!SourceVersion.isName(packageName)) {
            problems.add(
                    "'" + packageName + "' cannot be a package of Java (is one of its parts a word of the language?);"
                            + " name another by --package, such as org.mine.flowers");
        }
        TAKEN.stream()
                .filter(taken -> (packageName + ".").startsWith(taken + "."))
                .forEach(taken -> problems.add("the package '" + packageName + "' cannot be a plugin's: " + taken
                        + " is not yours; name another by --package, such as org.mine.flowers"));
    }

    /** What the names of classes begin with: {@code SunFlower}. */
    String className() {
        return Arrays.stream(id.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** What models, optimizers and policies are called: {@code sun_flower}. */
    String providedName() {
        return id.replace('-', '_');
    }

    /** The folder of the package: {@code com/example/sunflower}. */
    String path() {
        return packageName.replace('.', '/');
    }
}
