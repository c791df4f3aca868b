package dev.jimm.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProviderCatalogueTest {
    private static final ProviderCatalogue CATALOGUE = ProviderCatalogue.of(
            List.of(Samples.scheduler("b.jar", "step", "cosine"), Samples.scheduler("a.jar", "plateau")));

    @Test
    void findsByNameAndTellsTheOrigin() {
        assertEquals("b.jar", CATALOGUE.find(ProviderKind.SCHEDULER, "cosine").origin());
        assertEquals("a.jar", CATALOGUE.find(ProviderKind.SCHEDULER, "plateau").origin());
    }

    @Test
    void namesAreSortedAndKindsAreApart() {
        assertEquals(List.of("cosine", "plateau", "step"), List.copyOf(CATALOGUE.names(ProviderKind.SCHEDULER)));
        assertEquals(Set.of(), CATALOGUE.names(ProviderKind.MODEL));
    }

    @Test
    void oneProviderServesAllKindsThatItImplements() {
        Provided<?> both = Samples.both("a.jar", "x");
        ProviderCatalogue catalogue = ProviderCatalogue.of(List.of(both));
        assertSame(both.provider(), catalogue.find(ProviderKind.SCHEDULER, "x").provider());
        assertSame(
                both.provider(),
                catalogue.find(ProviderKind.AUGMENT_POLICY, "x").provider());
    }

    @Test
    void isImmutable() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> CATALOGUE.provided(ProviderKind.SCHEDULER).clear());
        assertThrows(
                UnsupportedOperationException.class,
                () -> CATALOGUE.names(ProviderKind.SCHEDULER).clear());
    }

    @Test
    void unknownNameGivesTheNearestAndAllWhenFew() {
        assertProblem(
                Category.CONFIGURATION,
                "unknown scheduler 'cosin'; did you mean 'cosine'? (known: cosine, plateau, step)",
                () -> CATALOGUE.find(ProviderKind.SCHEDULER, "cosin"));
        assertProblem(
                Category.CONFIGURATION,
                "unknown scheduler 'xyzxyz' (known: cosine, plateau, step)",
                () -> CATALOGUE.find(ProviderKind.SCHEDULER, "xyzxyz"));
    }

    @Test
    void unknownNameAmongManyGivesTheCommandThatListsThem() {
        String[] many =
                IntStream.range(0, 21).mapToObj(i -> "name" + (char) ('a' + i)).toArray(String[]::new);
        ProviderCatalogue catalogue = ProviderCatalogue.of(List.of(Samples.scheduler("a.jar", many)));
        assertProblem(
                Category.CONFIGURATION,
                "unknown scheduler 'xyzxyz' ('jimm schedulers' lists all 21)",
                () -> catalogue.find(ProviderKind.SCHEDULER, "xyzxyz"));
    }

    @Test
    void unknownNameWithoutAnyProviderOfTheKind() {
        assertProblem(
                Category.CONFIGURATION,
                "unknown optimizer 'adamw'; no plugin provides one ('jimm plugins' tells what was loaded)",
                () -> CATALOGUE.find(ProviderKind.OPTIMIZER, "adamw"));
    }

    @Test
    void allClashesAreToldAtOnceWithBothOrigins() {
        List<Provided<?>> clashing = List.of(
                Samples.scheduler("a.jar", "cosine", "step", "plateau"),
                Samples.both("b.jar", "step", "cosine", "tanh"),
                Samples.both("c.jar", "tanh"));
        assertProblem(Category.PLUGIN, """
            names of plugins clash; remove one of the two plugins:
              a.jar and b.jar both provide scheduler 'cosine', 'step'
              b.jar and c.jar both provide augment policy 'tanh'
              b.jar and c.jar both provide scheduler 'tanh'\
            """, () -> ProviderCatalogue.of(clashing));
    }

    @Test
    void aLongListOfClashesIsCut() {
        String[] names =
                IntStream.range(0, 12).mapToObj(i -> "n" + (char) ('a' + i)).toArray(String[]::new);
        assertProblem(
                Category.PLUGIN,
                """
                names of plugins clash; remove one of the two plugins:
                  a.jar and b.jar both provide scheduler \
                'na', 'nb', 'nc', 'nd', 'ne', 'nf', 'ng', 'nh', 'ni', 'nj' and 2 more\
                """,
                () -> ProviderCatalogue.of(
                        List.of(Samples.scheduler("a.jar", names), Samples.scheduler("b.jar", names))));
    }

    private static void assertProblem(Category category, String message, Executable failing) {
        JimmException problem = assertThrows(JimmException.class, failing);
        assertEquals(message, problem.getMessage());
        assertEquals(category, problem.category());
    }
}
