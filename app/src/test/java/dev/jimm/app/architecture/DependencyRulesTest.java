package dev.jimm.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packages may know which libraries, and each other. */
class DependencyRulesTest {
    private static final String PARQUET = "dev.jimm.plugin.parquet..";

    @Test
    void apiAndPluginsSeeTheApiOnly() {
        classes()
                .that()
                .resideInAnyPackage("dev.jimm.api..", "dev.jimm.plugin..")
                .and()
                .resideOutsideOfPackage(PARQUET)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.jimm.api..", "dev.jimm.plugin..")
                .because("a plugin author needs one small jar and the JDK")
                .check(SourceTree.classes());
    }

    @Test
    void aPluginMayBringLibraries() {
        classes()
                .that()
                .resideInAPackage(PARQUET)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.jimm.api..",
                        PARQUET,
                        "org.apache.parquet..",
                        "io.airlift..",
                        "com.google.gson..",
                        "shaded.parquet..")
                .because("its libraries are in its jar, and nothing of jimm's core is")
                .check(SourceTree.classes());
    }

    @Test
    void apiSeesNoPlugin() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jimm.plugin..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jimm.plugin..")
                .because("plugins are found by name; nothing of jimm is compiled against one")
                .check(SourceTree.classes());
    }

    @Test
    void oneClassTouchesTheNativeInterface() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.jimm\\.core\\.engine\\.Native(\\$.*)?")
                .and()
                .resideOutsideOfPackage("dev.jimm.djl")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .because("the engine can then be replaced, and its traps avoided, in one place; dev.jimm.djl is for"
                        + " programs that have DJL themselves")
                .check(SourceTree.classes());
    }

    @Test
    void onlyTheHostKnowsPf4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jimm.host..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.pf4j..")
                .because("jimm is embedded without the plugins folder too")
                .check(SourceTree.classes());
    }

    @Test
    void onlyTheAppKnowsItsConsoleLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jimm.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..", "ch.qos.logback..", "dev.jimm.app..")
                .because("whoever embeds jimm has a user interface and a log of their own")
                .check(SourceTree.classes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.jimm.api", "dev.jimm.core", "dev.jimm.host", "dev.jimm.app"})
    void packagesHaveNoCycles(String module) {
        slices().matching(module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(SourceTree.classes());
    }
}
