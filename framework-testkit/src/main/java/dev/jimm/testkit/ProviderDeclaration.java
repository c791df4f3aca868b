package dev.jimm.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** How a jar or folder declares the providers of a service: in a service file for the class path, in a descriptor for the module path. */
final class ProviderDeclaration {
    /** The folder of service files. */
    static final String SERVICES = "META-INF/services/";

    private final Class<?> service;
    private final URL file;
    private final Set<String> classes;

    private ProviderDeclaration(Class<?> service, URL file, Set<String> classes) {
        this.service = service;
        this.file = file;
        this.classes = classes;
    }

    /** The service file that names a provider, if there is one. */
    static Optional<ProviderDeclaration> of(Class<?> provider, Class<?> service) throws IOException {
        for (URL file : Collections.list(provider.getClassLoader().getResources(path(service)))) {
            Set<String> classes = classes(file);
            if (classes.contains(provider.getName())) {
                return Optional.of(new ProviderDeclaration(service, file, classes));
            }
        }
        return Optional.empty();
    }

    private static String path(Class<?> service) {
        return SERVICES + service.getName();
    }

    private static Set<String> classes(URL file) throws IOException {
        try (InputStream input = file.openStream()) {
            return classes(input);
        }
    }

    /** The classes that a service file names. */
    static SortedSet<String> classes(InputStream input) throws IOException {
        SortedSet<String> classes = new TreeSet<>();
        new String(input.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(classes::add);
        return classes;
    }

    Set<String> inServiceFile() {
        return classes;
    }

    /** The providers in the module descriptor beside the service file's folder; empty when there is no descriptor. */
    Optional<Set<String>> inModuleDescriptor() throws IOException {
        URL descriptor = URI.create(file.toString().replace(path(service), "module-info.class"))
                .toURL();
        try (InputStream input = descriptor.openStream()) {
            Set<String> provided = new TreeSet<>();
            for (ModuleDescriptor.Provides provides :
                    ModuleDescriptor.read(input).provides()) {
                if (provides.service().equals(service.getName())) {
                    provided.addAll(provides.providers());
                }
            }
            return Optional.of(provided);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }
}
