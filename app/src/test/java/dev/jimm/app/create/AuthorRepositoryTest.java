package dev.jimm.app.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorRepositoryTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path versions;

    @BeforeEach
    void makeDistribution() throws IOException {
        home = folder.resolve("jimm-1");
        versions = home.resolve("repository/dev/jimm/jimm-parent");
        Files.createDirectories(versions.resolve("1.2.3"));
    }

    @Test
    void isInTheDistribution() {
        assertEquals(new AuthorRepository(home.resolve("repository"), "1.2.3"), repository());
    }

    @Test
    void isNamedByALinkThatStaysWhenJimmIsReplaced() throws IOException {
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("no-such-folder"));
        Files.createSymbolicLink(folder.resolve("elsewhere"), folder);
        Files.createSymbolicLink(folder.resolve("jimm"), Path.of("jimm-1"));
        assertEquals(new AuthorRepository(folder.resolve("jimm/repository"), "1.2.3"), repository());
    }

    @Test
    void withoutADistributionThereIsNone() {
        String refused = refusal(Optional.empty());
        assertTrue(refused.contains("start bin/jimm of a distribution, or ./jimm of a clone"), refused);
    }

    @Test
    void aDistributionWithoutOneIsTold() throws IOException {
        Files.delete(versions.resolve("1.2.3"));
        String none = refusal(Optional.of(home));
        assertTrue(
                none.startsWith("there is no repository of one version of jimm in " + home.resolve("repository")),
                none);
        Files.delete(versions);
        assertEquals(none, refusal(Optional.of(home)));
    }

    @Test
    void twoVersionsAreOneTooMany() throws IOException {
        Files.createDirectory(versions.resolve("1.2.4"));
        assertTrue(refusal(Optional.of(home)).startsWith("there is no repository of one version"));
    }

    private AuthorRepository repository() {
        return AuthorRepository.of(Optional.of(home));
    }

    private static String refusal(Optional<Path> home) {
        JimmException refused = assertThrows(JimmException.class, () -> AuthorRepository.of(home));
        assertEquals(Category.CONFIGURATION, refused.category());
        return refused.getMessage();
    }
}
