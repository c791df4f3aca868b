package dev.jimm.app.create;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The jars of jimm that plugins are built with, in the layout of a Maven repository, as the distribution carries them.
 *
 * @param folder the repository; by a link to the distribution where there is one, which stays when jimm is replaced
 * @param version of jimm in it
 */
record AuthorRepository(Path folder, String version) {
    private static final String FOLDER = "repository";
    private static final Path VERSIONS = Path.of("dev", "jimm", "jimm-parent");

    /**
     * Looks into the distribution.
     *
     * @throws JimmException CONFIGURATION when jimm was started without one, or it is not whole
     */
    static AuthorRepository of(Optional<Path> home) {
        Path distribution = home.orElseThrow(() -> new JimmException(
                Category.CONFIGURATION,
                "a plugin is built with the jars of the distribution, and jimm was started without one; start bin/jimm"
                        + " of a distribution, or ./jimm of a clone"));
        Path folder = byLink(distribution).resolve(FOLDER);
        List<String> versions = names(folder.resolve(VERSIONS));
        if (versions.size() != 1) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "there is no repository of one version of jimm in " + folder
                            + ", which plugins are built with; install the distribution again, or in a clone run"
                            + " ./mvnw package -DskipTests");
        }
        return new AuthorRepository(folder, versions.get(0));
    }

    /** A link beside the distribution's folder that leads to it, or else the folder. */
    private static Path byLink(Path distribution) {
        try (Stream<Path> beside = Files.list(distribution.toAbsolutePath().getParent())) {
            Path real = distribution.toRealPath();
            return beside.filter(Files::isSymbolicLink)
                    .sorted()
                    .filter(link -> leadsTo(link, real))
                    .findFirst()
                    .orElse(distribution);
        } catch (IOException e) {
            return distribution; // may be readable where the folder around it is not
        }
    }

    private static boolean leadsTo(Path link, Path real) {
        try {
            return link.toRealPath().equals(real);
        } catch (IOException e) {
            return false; // leads nowhere
        }
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
