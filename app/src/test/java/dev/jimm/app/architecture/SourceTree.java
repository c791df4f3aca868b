package dev.jimm.app.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled main classes of all modules, plugins included, as this build has made them. */
final class SourceTree {
    private static final Path ROOT = Path.of("..");
    private static final List<Path> FOLDERS = folders();
    private static JavaClasses classes;

    private SourceTree() {}

    /** The classes of all modules; read once, since reading takes a second. */
    static synchronized JavaClasses classes() {
        if (classes == null) {
            classes = new ClassFileImporter().importPaths(FOLDERS);
        }
        return classes;
    }

    /** The descriptor of every module by its name. */
    static Map<String, ModuleDescriptor> descriptors() {
        return ModuleFinder.of(FOLDERS.toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .collect(Collectors.toMap(ModuleDescriptor::name, descriptor -> descriptor));
    }

    /** The folder of a module's compiled classes and resources. */
    static Path folder(String module) {
        return Path.of(ModuleFinder.of(FOLDERS.toArray(Path[]::new))
                .find(module)
                .flatMap(ModuleReference::location)
                .orElseThrow());
    }

    private static List<Path> folders() {
        List<Path> found = new ArrayList<>();
        for (Path parent : List.of(ROOT, ROOT.resolve("plugins"))) {
            try (Stream<Path> children = Files.list(parent)) {
                children.filter(child -> Files.exists(child.resolve("src/main/java/module-info.java")))
                        .map(child -> child.resolve("target/classes"))
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
