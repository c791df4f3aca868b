package dev.jimm.core.provider;

import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * The build of a plugin, so that somebody can tell it from others.
 *
 * @param name the plugin's id, or its module's name, or where its classes were found
 * @param version {@code null} where the build does not say
 * @param jar {@code null} where it is no jar
 * @param sha256 the digest of the jar's bytes, in hexadecimal; {@code null} where nobody took it
 */
public record Plugin(String name, String version, Path jar, String sha256) {
    /** A plugin that nothing is known of but the name. */
    static Plugin named(String name) {
        return new Plugin(name, null, null, null);
    }

    /** The plugin that a class on the class or module path belongs to. */
    static Plugin of(Class<?> type, String origin) {
        Module module = type.getModule();
        Optional<String> version = module.isNamed()
                ? Optional.ofNullable(module.getDescriptor()).flatMap(ModuleDescriptor::rawVersion)
                : Optional.ofNullable(type.getPackage().getImplementationVersion());
        return new Plugin(
                module.isNamed() ? module.getName() : origin,
                version.orElse(null),
                jar(type.getProtectionDomain().getCodeSource()),
                null);
    }

    private static Path jar(CodeSource source) {
        if (source == null) {
            return null;
        }
        try {
            Path file = Path.of(source.getLocation().toURI());
            return Files.isRegularFile(file) ? file : null;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null; // it lies in no file, such as in the image of a runtime
        }
    }
}
