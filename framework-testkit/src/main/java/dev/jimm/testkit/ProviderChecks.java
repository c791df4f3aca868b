package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jimm.api.Description;
import dev.jimm.api.Provider;
import dev.jimm.core.check.NamesProof;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What the kits check of providers that offer things with options, without an engine. */
final class ProviderChecks {
    /** A name that nobody has. */
    private static final String FOREIGN = "no_such_name";

    private ProviderChecks() {}

    /** Asserts that a proof found nothing. */
    static void assertProven(List<String> problems) {
        if (!problems.isEmpty()) {
            fail(String.join("\n", problems));
        }
    }

    /** Names are well-formed, the same at every call, and nobody else's. */
    static void names(List<? extends Provider> providers) {
        assertFalse(
                providers.isEmpty(),
                "there are no providers to prove; give at least one in this test's provider() or providers()");
        for (Provider provider : providers) {
            assertProven(NamesProof.problems(provider).stream()
                    .map(problem -> provider.getClass().getName() + ": " + problem)
                    .toList());
        }
        List<Provided<?>> provided = providers.stream()
                .<Provided<?>>map(
                        provider -> new Provided<>(provider, provider.getClass().getName()))
                .toList();
        assertDoesNotThrow(() -> ProviderCatalogue.of(provided));
    }

    /** A provider is declared for the class path and, where there is a module descriptor, for the module path. */
    static void declared(Class<?> provider, Class<?> service) throws IOException {
        ProviderDeclaration declaration = ProviderDeclaration.of(provider, service)
                .orElseGet(() -> fail("no META-INF/services/" + service.getName() + " names " + provider.getName()
                        + ", so jimm does not find it; write its name into src/main/resources/META-INF/services/"
                        + service.getName()));
        declaration
                .inModuleDescriptor()
                .ifPresent(provided -> assertEquals(
                        provided,
                        declaration.inServiceFile(),
                        "providers of " + service.getName()
                                + " in module-info.java (expected) and in the service file; both must"
                                + " name the same classes, since javac does not write the one from the other"));
    }

    /** Asking a provider for a name that it does not offer is refused, with the name in the message. */
    static void foreignName(String what, Function<String, ?> asked) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> asked.apply(FOREIGN),
                () -> what + " should refuse the name " + FOREIGN);
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(FOREIGN),
                () -> what + " should tell the name that it refuses, but says: " + refusal.getMessage());
    }

    /** A description is a line without a full stop, and links to papers. */
    static void description(Description description) {
        String summary = description.summary();
        assertFalse(
                summary.isBlank(), "the summary is empty; let describe give a line that says what the name stands for");
        assertEquals(
                1,
                summary.lines().count(),
                () -> "the number of lines of the summary, of which a listing shows one: " + summary);
        assertFalse(summary.endsWith("."), () -> "the summary ends with a full stop: " + summary);
        List<String> papers = description.papers();
        assertEquals(
                List.of(), papers.stream().filter(paper -> !isLink(paper)).toList(), "papers that are no https links");
        assertEquals(Set.copyOf(papers).size(), papers.size(), () -> "a paper is listed twice: " + papers);
    }

    private static boolean isLink(String paper) {
        try {
            URI address = URI.create(paper);
            return "https".equals(address.getScheme()) && address.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
