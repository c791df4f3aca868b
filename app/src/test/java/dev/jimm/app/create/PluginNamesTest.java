package dev.jimm.app.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginNamesTest {
    @ParameterizedTest
    @CsvSource({
        "flowers, Flowers, flowers, com.example.flowers, com/example/flowers",
        "sun-flower-2, SunFlower2, sun_flower_2, com.example.sunflower2, com/example/sunflower2"
    })
    void everythingIsMadeOfTheId(String id, String className, String provided, String packageName, String path) {
        PluginNames names = PluginNames.of(id, null);
        assertEquals(className, names.className());
        assertEquals(provided, names.providedName());
        assertEquals(packageName, names.packageName());
        assertEquals(path, names.path());
    }

    @Test
    void thePackageCanBeNamed() {
        assertEquals("org.mine.nets", PluginNames.of("flowers", "org.mine.nets").packageName());
        assertEquals("dev.jimmy", PluginNames.of("flowers", "dev.jimmy").packageName());
        assertEquals("javatools", PluginNames.of("new", "javatools").packageName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Flowers",
                "2flowers",
                "sun_flower",
                "sun--flower",
                "-flower",
                "flower-",
                "../flower",
                "blüte"
            })
    void malformedIdsAreRefused(String id) {
        assertEquals(
                "'" + id + "' cannot be the name of a plugin: take small letters and digits, with single hyphens"
                        + " between them, at most 40, such as sun-flower",
                refusal(id, null));
    }

    @Test
    void anIdMayBeFortyLettersLong() {
        assertEquals("a".repeat(40), PluginNames.of("a".repeat(40), null).id());
        assertTrue(refusal("a".repeat(41), null).contains("at most 40"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"com.new.flowers", "com..flowers", "com.my-flowers", "", "com.2flowers", "com.flowers.", "null"})
    void packagesThatAreNoNamesAreRefused(String packageName) {
        assertEquals(
                "'" + packageName + "' cannot be a package of Java (is one of its parts a word of the language?);"
                        + " name another by --package, such as org.mine.flowers",
                refusal("flowers", packageName));
    }

    @Test
    void anIdThatIsAWordOfJavaNeedsAPackage() {
        assertTrue(refusal("new", null).startsWith("'com.example.new' cannot be a package of Java"));
    }

    @ParameterizedTest
    @CsvSource({"dev.jimm, dev.jimm", "dev.jimm.flowers, dev.jimm", "java.flowers, java"})
    void packagesOfJimmAndTheJdkAreRefused(String packageName, String owner) {
        assertEquals(
                "the package '" + packageName + "' cannot be a plugin's: " + owner
                        + " is not yours; name another by --package, such as org.mine.flowers",
                refusal("flowers", packageName));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertEquals(2, refusal("Sun Flower", "dev.jimm.x").lines().count());
    }

    private static String refusal(String id, String packageName) {
        JimmException refused = assertThrows(JimmException.class, () -> PluginNames.of(id, packageName));
        assertEquals(Category.CONFIGURATION, refused.category());
        return refused.getMessage();
    }
}
