package dev.jimm.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What no class may call, because the result would depend on the machine, the hour, or the embedding program. */
class CodingRulesTest {
    @Test
    void onlyTheAppEndsTheProgram() {
        check(outsideApp()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .because("an embedding program decides itself when it ends"));
    }

    @Test
    void onlyTheAppPrints() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.jimm.app..")
                .should(ACCESS_STANDARD_STREAMS)
                .because("libraries report by return values, exceptions and the log"));
    }

    @Test
    void randomnessHasASeed() {
        check(everywhere()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SplittableRandom.class)
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .because("a run is repeated bit for bit from its configuration"));
    }

    @Test
    void lettersChangeCaseWithoutTheUsersLanguage() {
        check(everywhere()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .because("in Turkish the lower case of I is no i; name Locale.ROOT"));
    }

    @Test
    void textHasAKnownCharset() {
        check(everywhere()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callConstructor(String.class, byte[].class)
                .orShould()
                .callConstructor(InputStreamReader.class, InputStream.class)
                .because("Java 17 takes the charset of the machine; name StandardCharsets.UTF_8"));
    }

    private static ClassesShould everywhere() {
        return noClasses().should();
    }

    private static ClassesShould outsideApp() {
        return noClasses().that().resideOutsideOfPackage("dev.jimm.app..").should();
    }

    private static void check(ArchRule rule) {
        rule.check(SourceTree.classes());
    }
}
