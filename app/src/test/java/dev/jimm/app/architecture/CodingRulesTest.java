package dev.jimm.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
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
    void librariesLeaveTheProcessAsItIs() {
        check(outsideApp()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "setOut", PrintStream.class)
                .orShould()
                .callMethod(System.class, "setErr", PrintStream.class)
                .orShould()
                .callMethod(Locale.class, "setDefault", Locale.class)
                .orShould()
                .callMethod(TimeZone.class, "setDefault", TimeZone.class)
                .orShould()
                .callMethod(Runtime.class, "addShutdownHook", Thread.class)
                .orShould()
                .callMethod(Thread.class, "setDefaultUncaughtExceptionHandler", UncaughtExceptionHandler.class)
                .orShould()
                .callMethod(ImageIO.class, "setUseCache", boolean.class)
                .because("they belong to the embedding program"));
    }

    @Test
    void librariesLogThroughSlf4j() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.jimm.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .because("the embedding program has one log"));
    }

    @Test
    void whatIsStaticIsFinal() {
        check(fields().that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.jimm.app..")
                .and()
                .areStatic()
                .should()
                .beFinal()
                .because("sessions side by side must not know of each other"));
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
