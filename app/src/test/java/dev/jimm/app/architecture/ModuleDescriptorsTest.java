package dev.jimm.app.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may require whom, and that descriptors say all that they must. */
class ModuleDescriptorsTest {
    private static final String PLUGIN = "dev.jimm.plugin.";
    /** A plugin of DJL. */
    private static final String DJL = "dev.jimm.djl";

    /** What the libraries in its jar require. */
    private static final Set<String> LIBRARIES_OF_PARQUET = Set.of("jdk.unsupported", "org.slf4j");

    /** The modules that each module may require, those of the JDK aside. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "dev.jimm.api",
            Set.of(),
            "dev.jimm.core",
            Set.of(
                    "dev.jimm.api",
                    "ai.djl.api",
                    "ai.djl.pytorch_engine",
                    "com.fasterxml.jackson.databind",
                    "com.fasterxml.jackson.dataformat.csv",
                    "com.google.guice",
                    "jakarta.inject",
                    "kotlin.stdlib",
                    "org.apache.commons.compress",
                    "org.slf4j",
                    "typesafe.config",
                    "webp.imageio"),
            "dev.jimm.host",
            Set.of("dev.jimm.core", "org.objectweb.asm", "org.slf4j", "pf4j"),
            DJL,
            Set.of("dev.jimm.core", "dev.jimm.host", "ai.djl.api"),
            "dev.jimm.testkit",
            Set.of(
                    "dev.jimm.api",
                    "dev.jimm.core",
                    "dev.jimm.host",
                    "com.microsoft.onnxruntime",
                    "org.junit.jupiter.api"),
            "dev.jimm.app",
            Set.of(
                    "dev.jimm.host",
                    "ch.qos.logback.classic",
                    "ch.qos.logback.core",
                    "com.fasterxml.jackson.databind",
                    "com.microsoft.onnxruntime",
                    "info.picocli",
                    "jdk.unsupported",
                    "me.tongfei.progressbar",
                    "org.slf4j"));

    @Test
    void modulesRequireOnlyWhatTheirPlaceAllows() {
        Map<String, Set<String>> surplus = new TreeMap<>();
        SourceTree.descriptors().forEach((name, descriptor) -> {
            Set<String> wrong = new TreeSet<>(requires(descriptor));
            wrong.removeIf(allowed(name));
            if (!wrong.isEmpty()) {
                surplus.put(name, wrong);
            }
        });
        assertEquals(Map.of(), surplus);
    }

    @Test
    void apiNeedsTheSmallestJava() {
        ModuleDescriptor api = SourceTree.descriptors().get("dev.jimm.api");
        Set<String> required = api.requires().stream().map(Requires::name).collect(Collectors.toSet());
        assertEquals(Set.of("java.base"), required);
    }

    @Test
    void everyModuleIsKnown() {
        Set<String> names = new TreeSet<>(SourceTree.descriptors().keySet());
        assertTrue(names.removeIf(name -> name.startsWith(PLUGIN)), "no plugin was found");
        assertEquals(new TreeSet<>(ALLOWED.keySet()), names);
    }

    @Test
    void librariesExportAllPublicPackages() {
        for (String module : Set.of("dev.jimm.api", "dev.jimm.core", "dev.jimm.host", DJL, "dev.jimm.testkit")) {
            Set<String> exported = SourceTree.descriptors().get(module).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(publicPackages(module), exported, module);
        }
    }

    @Test
    void pluginsProvideTheSameOnClassPathAndModulePath() throws IOException {
        for (ModuleDescriptor plugin : SourceTree.descriptors().values()) {
            Map<String, Set<String>> provided = plugin.provides().stream()
                    .collect(Collectors.toMap(Provides::service, provides -> new TreeSet<>(provides.providers())));
            assertEquals(provided, serviceFiles(SourceTree.folder(plugin.name())), plugin.name());
            boolean provides = plugin.name().startsWith(PLUGIN) || plugin.name().equals(DJL);
            assertEquals(provides, !provided.isEmpty(), plugin.name());
        }
    }

    private static Predicate<String> allowed(String module) {
        Set<String> libraries = module.equals(PLUGIN + "parquet") ? LIBRARIES_OF_PARQUET : Set.of();
        return module.startsWith(PLUGIN)
                ? name -> name.equals("dev.jimm.api") || name.startsWith(PLUGIN) || libraries.contains(name)
                : ALLOWED.getOrDefault(module, Set.of())::contains;
    }

    private static Set<String> requires(ModuleDescriptor module) {
        return module.requires().stream()
                .map(Requires::name)
                .filter(name -> !name.startsWith("java."))
                .collect(Collectors.toSet());
    }

    private static Set<String> publicPackages(String module) {
        return SourceTree.classes().stream()
                .filter(type -> type.getPackageName().equals(module)
                        || type.getPackageName().startsWith(module + "."))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getPackageName)
                .filter(name -> !name.endsWith(".internal"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> serviceFiles(Path classes) throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        Path folder = classes.resolve("META-INF/services");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    services.put(file.getFileName().toString(), new TreeSet<>(Files.readAllLines(file)));
                }
            }
        }
        return services;
    }
}
