package dev.jimm.host.check;

import dev.jimm.host.check.Effort.ExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.objectweb.asm.Opcodes;

/** The classes that a plugin sees when it is loaded from the plugins folder. */
final class VisibleClasses {
    private static final ClassLoader HOST = VisibleClasses.class.getClassLoader();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** Each has to be looked for; large libraries refer to a tenth of that. */
    private static final int MOST_CLASSES = 100_000;

    private final JarClasses own;
    private final List<JarClasses> dependencies;
    private final Map<String, Sight> sights = new HashMap<>();
    private final Map<String, Optional<ClassHeader>> headers = new HashMap<>();
    private final Map<String, Lineage> lineages = new HashMap<>();

    VisibleClasses(JarClasses own, List<JarClasses> dependencies) {
        this.own = own;
        this.dependencies = dependencies;
    }

    /** A method or field as it is found along superclasses and interfaces. */
    record Found(ClassHeader in, int access) {
        boolean is(int modifier) {
            return (access & modifier) != 0;
        }
    }

    Sight sight(String name) {
        if (sights.size() > MOST_CLASSES) {
            throw new ExceededException("refers to more than 100,000 classes");
        }
        return sights.computeIfAbsent(name, this::look);
    }

    private Sight look(String name) {
        String file = name + ".class";
        if (name.startsWith("dev/jimm/api/") || name.startsWith("org/slf4j/")) {
            return has(HOST, file) ? Sight.API : Sight.NOWHERE;
        }
        if (own.contains(name)) {
            return Sight.OWN;
        }
        if (dependencies.stream().anyMatch(plugin -> plugin.contains(name))) {
            return Sight.PLUGIN;
        }
        String packageName =
                name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
        if (has(PLATFORM, file)) {
            return JdkPackages.isInternal(packageName) ? Sight.JDK_INTERNAL : Sight.JDK;
        }
        return has(HOST, file) ? Sight.HOST_INTERNAL : Sight.NOWHERE;
    }

    private static boolean has(ClassLoader loader, String file) {
        try {
            return loader.getResource(file) != null;
        } catch (InvalidPathException e) {
            return false; // a damaged class file refers to names that no file can have
        }
    }

    /** What a class declares; empty when the plugin does not see it, or it cannot be read. */
    Optional<ClassHeader> header(String name) {
        Optional<ClassHeader> known = headers.get(name);
        if (known == null) {
            known = load(name);
            headers.put(name, known);
        }
        return known;
    }

    private Optional<ClassHeader> load(String name) {
        return switch (sight(name)) {
            case OWN -> own.header(name);
            case PLUGIN ->
                dependencies.stream()
                        .filter(plugin -> plugin.contains(name))
                        .findFirst()
                        .flatMap(plugin -> plugin.header(name));
            case API -> resource(HOST, name);
            case JDK, JDK_INTERNAL -> resource(PLATFORM, name);
            case HOST_INTERNAL, NOWHERE -> Optional.empty();
        };
    }

    private static Optional<ClassHeader> resource(ClassLoader loader, String name) {
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? Optional.empty() : ClassHeader.read(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A class with its superclasses, nearest first, and then all interfaces; as far as the plugin sees them.
     *
     * @param isComplete whether nothing is missing, so that what is not found in them is not there
     */
    record Lineage(List<ClassHeader> types, boolean isComplete) {}

    Lineage lineage(String name) {
        Lineage known = lineages.get(name);
        if (known == null) {
            known = climb(name);
            lineages.put(name, known);
        }
        return known;
    }

    /** Classes of a damaged jar may be their own ancestors. */
    private Lineage climb(String name) {
        Map<String, ClassHeader> seen = new LinkedHashMap<>();
        boolean complete = true;
        Deque<String> ahead = new ArrayDeque<>();
        for (String next = name;
                next != null && !seen.containsKey(next);
                next = seen.get(next).parent()) {
            Optional<ClassHeader> header = header(next);
            if (header.isEmpty()) {
                complete = false;
                break;
            }
            seen.put(next, header.get());
            ahead.addAll(header.get().interfaces());
        }
        while (!ahead.isEmpty()) {
            String next = ahead.remove();
            if (!seen.containsKey(next)) {
                Optional<ClassHeader> header = header(next);
                complete &= header.isPresent();
                header.ifPresent(present -> {
                    seen.put(next, present);
                    ahead.addAll(present.interfaces());
                });
            }
        }
        return new Lineage(List.copyOf(seen.values()), complete);
    }

    /** Whether a class extends or implements another one, at any distance, or is it. */
    boolean isSubtype(String name, String of) {
        return lineage(name).types().stream().anyMatch(type -> type.name().equals(of));
    }

    /** The method that a call means; its key is its name and descriptor. */
    Optional<Found> method(String owner, String key) {
        return find(owner, header -> header.methods().get(key));
    }

    /** The field that an access means; its key is its name, a colon and the descriptor. */
    Optional<Found> field(String owner, String key) {
        return find(owner, header -> header.fields().get(key));
    }

    /** Code goes before an abstract declaration of the same method. */
    private Optional<Found> find(String owner, Function<ClassHeader, Integer> access) {
        List<Found> found = lineage(owner).types().stream()
                .filter(type -> access.apply(type) != null)
                .map(type -> new Found(type, access.apply(type)))
                .toList();
        return found.stream()
                .filter(one -> !one.is(Opcodes.ACC_ABSTRACT))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }
}
