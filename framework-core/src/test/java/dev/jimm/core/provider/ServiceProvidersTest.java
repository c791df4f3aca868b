package dev.jimm.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.core.provider.ServiceProviders.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProvidersTest {
    public static class Cosine extends Samples.NamedScheduler {
        public Cosine() {
            super(Set.of("cosine"));
        }
    }

    public static class Both extends Samples.SchedulerAndPolicy {
        public Both() {
            super(Set.of("both"));
        }
    }

    public static class Nameless extends Samples.NamedScheduler {
        public Nameless() {
            super(Set.of());
        }
    }

    public static class Throwing extends Samples.NamedScheduler {
        public Throwing() {
            super(Set.of("never"));
            throw new IllegalStateException("out of luck");
        }
    }

    public static class Secretive extends Samples.NamedScheduler {
        public Secretive() {
            super(Set.of());
        }

        @Override
        public Set<String> names() {
            throw new AssertionError("none of your business");
        }
    }

    public static class AtItsEnd extends Samples.NamedScheduler {
        public AtItsEnd() {
            super(Set.of());
        }

        @Override
        public Set<String> names() {
            throw new InternalError("nothing left");
        }
    }

    public static class Incomplete extends Samples.NamedScheduler {
        public Incomplete() {
            super(Set.of("never"));
            throw new NoClassDefFoundError("org/example/Library");
        }
    }

    public static class Curious extends Samples.NamedScheduler {
        public Curious() {
            super(Set.of("never"));
            throw new NoClassDefFoundError("dev/jimm/core/engine/Inside");
        }
    }

    /** Cannot be loaded by {@link Redefining}, which does not find its parent class. */
    public static class WithoutParent extends Forgotten {}

    static class Forgotten extends Samples.NamedScheduler {
        Forgotten() {
            super(Set.of("never"));
        }
    }

    @TempDir
    private Path folder;

    @Test
    void originsAreNamesOfFiles() throws IOException {
        assertEquals("my plugin.jar", ServiceProviders.origin(new URL("file:/a%20b/my%20plugin.jar")));
        assertEquals("50%.jar", ServiceProviders.origin(new URL("file:/a/50%25.jar")));
        assertEquals("my plugin.jar", ServiceProviders.origin(new URL("file:/a b/my plugin.jar")));
        assertEquals("/a b/classes/", ServiceProviders.origin(new URL("file:/a%20b/classes/")));
    }

    @Test
    void findsProvidersOfEveryKindOnceEach() throws IOException {
        list(SchedulerProvider.class, Cosine.class.getName(), Both.class.getName());
        list(AugmentPolicyProvider.class, Both.class.getName());
        Found found = load();
        assertEquals(List.of(), found.problems());
        assertEquals(List.of(Cosine.class.getName(), Both.class.getName()), classes(found));
    }

    @Test
    void theOriginIsTheClassPathEntry() throws IOException {
        list(SchedulerProvider.class, Cosine.class.getName());
        assertEquals("some.jar", load().provided().get(0).origin());
    }

    @Test
    void aLayerWithoutProvidersGivesNone() {
        assertEquals(new Found(List.of(), List.of()), ServiceProviders.load(ModuleLayer.empty()));
    }

    @Test
    void aBadProviderIsToldAndTheOthersAreFound() throws IOException {
        list(
                SchedulerProvider.class,
                "org.example.Absent",
                Throwing.class.getName(),
                Nameless.class.getName(),
                Secretive.class.getName(),
                Incomplete.class.getName(),
                WithoutParent.class.getName(),
                Samples.NoOptions.class.getName(),
                Cosine.class.getName());
        Found found = load();
        assertEquals(List.of(Cosine.class.getName()), classes(found));
        String service = SchedulerProvider.class.getName();
        assertEquals(
                List.of(
                        service + ": Provider org.example.Absent not found",
                        Throwing.class.getName()
                                + " cannot be constructed: java.lang.IllegalStateException: out of luck",
                        Nameless.class.getName() + " offers no names, or one that is empty or has blanks: []",
                        Secretive.class.getName()
                                + " cannot tell its names: java.lang.AssertionError: none of your business",
                        Incomplete.class.getName() + " cannot be constructed: class org.example.Library is missing",
                        "cannot load a provider of the kind scheduler: class " + Forgotten.class.getName()
                                + " is missing",
                        service + ": " + Samples.NoOptions.class.getName() + " not a subtype"),
                found.problems().stream().map(Problem::reason).toList());
    }

    @Test
    void theRemedyOfAMissingClassIsAsItsPackage() throws IOException {
        list(SchedulerProvider.class, Curious.class.getName(), Incomplete.class.getName());
        assertEquals(
                List.of(
                        new Problem(
                                Curious.class.getName()
                                        + " cannot be constructed: class dev.jimm.core.engine.Inside is missing",
                                "the author should use only dev.jimm.api; the rest of jimm is hidden from plugins"),
                        new Problem(
                                Incomplete.class.getName()
                                        + " cannot be constructed: class org.example.Library is missing",
                                "put its library into the plugin's jar, or name the plugin that has it in"
                                        + " Plugin-Dependencies")),
                load().problems());
    }

    @Test
    void theEndOfTheVirtualMachineIsNoProblemOfTheProvider() throws IOException {
        list(SchedulerProvider.class, AtItsEnd.class.getName());
        assertEquals(
                "nothing left", assertThrows(InternalError.class, this::load).getMessage());
    }

    @Test
    void anUnreadableServiceFileEndsTheSearchOfItsKind() {
        ClassLoader unreadable = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("disk on fire");
            }
        };
        assertEquals(
                List.of(
                        "cannot load a provider of the kind model: java.io.IOException: disk on fire",
                        "cannot load a provider of the kind optimizer: java.io.IOException: disk on fire",
                        "cannot load a provider of the kind scheduler: java.io.IOException: disk on fire",
                        "cannot load a provider of the kind augment policy: java.io.IOException: disk on fire",
                        "cannot load a provider of the kind reader: java.io.IOException: disk on fire",
                        "cannot load a provider of the kind listener: java.io.IOException: disk on fire"),
                ServiceProviders.load(unreadable).problems().stream()
                        .map(Problem::reason)
                        .toList());
    }

    @Test
    void loadOwnLeavesOutWhatOtherLoadersDefine() throws IOException {
        list(SchedulerProvider.class, Cosine.class.getName());
        try (URLClassLoader own = new Redefining(folder);
                URLClassLoader child = new URLClassLoader(new URL[0], own)) {
            Found found = ServiceProviders.loadOwn(own, "x.jar (x 1.0.0)");
            assertEquals(List.of(Cosine.class.getName()), classes(found));
            assertEquals("x.jar (x 1.0.0)", found.provided().get(0).origin());
            assertEquals(
                    List.of(),
                    ServiceProviders.loadOwn(child, "y.jar (y 1.0.0)").provided());
        }
    }

    private Found load() throws IOException {
        try (URLClassLoader loader = new Redefining(folder)) {
            return ServiceProviders.load(loader);
        }
    }

    private static List<String> classes(Found found) {
        return found.provided().stream()
                .map(one -> one.provider().getClass().getName())
                .toList();
    }

    private void list(Class<?> service, String... providers) throws IOException {
        Path file = folder.resolve("META-INF/services").resolve(service.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(providers));
    }

    /**
     * Defines the classes of this test anew, as of a jar on the class path: in a module, service files count for
     * nothing.
     */
    private static final class Redefining extends URLClassLoader {
        Redefining(Path services) throws IOException {
            super(new URL[] {services.toUri().toURL()}, ServiceProvidersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Forgotten.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(Samples.class.getName()) && !name.startsWith(ServiceProvidersTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                CodeSource source = new CodeSource(new URL("file:/lib/some.jar"), (Certificate[]) null);
                return defineClass(name, bytes, 0, bytes.length, source);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
