package dev.jimm.core.provider;

import dev.jimm.api.Provider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds providers by {@link ServiceLoader}, for programs that have the plugins on their class or module path. A
 * provider that cannot be had becomes a {@link Problem}; the others are still found.
 */
public final class ServiceProviders {
    /** What plugins cannot see of jimm. */
    private static final String OWN = "dev.jimm.core.";

    private static final String ASK_AUTHOR = "ask the plugin's author for a working build";

    private final List<Provided<?>> provided = new ArrayList<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    /** A class that offers two kinds of service is listed for both of them; one instance serves both. */
    private final Set<Class<?>> seen = new HashSet<>();

    private final Function<Class<?>, String> origin;

    private ServiceProviders(Function<Class<?>, String> origin) {
        this.origin = origin;
    }

    /** What was found: usable providers, and what is wrong with the others. */
    public record Found(List<Provided<?>> provided, List<Problem> problems) {}

    /** Why a provider cannot be used, and what to do. */
    public record Problem(String reason, String remedy) {}

    /** All providers that a class loader sees, on its class path or in its modules. */
    public static Found load(ClassLoader loader) {
        return new ServiceProviders(ServiceProviders::origin)
                .load(type -> ServiceLoader.load(type, loader), any -> true);
    }

    /** All providers in a layer of modules and its parents. */
    public static Found load(ModuleLayer layer) {
        return new ServiceProviders(ServiceProviders::origin)
                .load(type -> ServiceLoader.load(layer, type), any -> true);
    }

    /**
     * The providers whose classes the class loader itself defines: those of one plugin, without those of its parents.
     */
    public static Found loadOwn(ClassLoader loader, String origin) {
        return new ServiceProviders(any -> origin)
                .load(type -> ServiceLoader.load(type, loader), type -> type.getClassLoader() == loader);
    }

    private Found load(
            Function<Class<? extends Provider>, ServiceLoader<? extends Provider>> services,
            Predicate<Class<?>> wanted) {
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            iterate(kind, services.apply(kind.type()), wanted);
        }
        return new Found(List.copyOf(provided), List.copyOf(problems));
    }

    private <P extends Provider> void iterate(
            ProviderKind<?> kind, ServiceLoader<P> services, Predicate<Class<?>> wanted) {
        Spliterator<ServiceLoader.Provider<P>> remaining = services.stream().spliterator();
        boolean more = true;
        while (more) {
            try {
                more = remaining.tryAdvance(one -> {
                    if (wanted.test(one.type())) {
                        add(one);
                    }
                });
            } catch (ServiceConfigurationError | LinkageError | SecurityException e) {
                // the last of them comes from a signature that does not fit
                problems.add(problem("cannot load a provider of the kind " + kind.label(), e));
                // the search goes on behind a bad entry, but a service file that cannot be read would be tried for ever
                more = !(e.getCause() instanceof IOException);
            }
        }
    }

    private void add(ServiceLoader.Provider<?> service) {
        String name = service.type().getName();
        Provider provider;
        try {
            provider = (Provider) service.get();
        } catch (Throwable e) {
            problems.add(problem(name + " cannot be constructed", e));
            return;
        }
        if (seen.add(provider.getClass()) && hasNames(provider, name)) {
            String from = origin.apply(provider.getClass());
            provided.add(new Provided<>(provider, from, Plugin.of(provider.getClass(), from)));
        }
    }

    private boolean hasNames(Provider provider, String className) {
        try {
            Set<String> names = provider.names();
            if (areNames(names)) {
                return true;
            }
            problems.add(new Problem(
                    className + " offers no names, or one that is empty or has blanks: " + names,
                    "the author must correct its names()"));
        } catch (Throwable e) {
            problems.add(problem(className + " cannot tell its names", e));
        }
        return false;
    }

    /** Whether a provider can be filed under these names, which are typed in commands and printed to terminals. */
    static boolean areNames(Set<String> names) {
        return names != null && !names.isEmpty() && names.stream().allMatch(ServiceProviders::isName);
    }

    private static boolean isName(String name) {
        return name != null
                && !name.isEmpty()
                && name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /**
     * A plugin may throw anything, and the others are used all the same, unless the virtual machine is at its end. A
     * stack or heap that a plugin filled is free again when its code has been left.
     */
    private static Problem problem(String what, Throwable error) {
        Throwable cause = error.getCause();
        if (error instanceof ServiceConfigurationError && cause == null) {
            return new Problem(error.getMessage(), "correct the service file, or " + ASK_AUTHOR);
        }
        Throwable root = error instanceof ServiceConfigurationError ? cause : error;
        if (root instanceof ExceptionInInitializerError && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof InternalError fatal) {
            throw fatal;
        }
        if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
            String missing = String.valueOf(root.getMessage()).replace('/', '.');
            String remedy = missing.startsWith(OWN)
                    ? "the author should use only dev.jimm.api; the rest of jimm is hidden from plugins"
                    : "put its library into the plugin's jar, or name the plugin that has it in Plugin-Dependencies";
            return new Problem(what + ": class " + missing + " is missing", remedy);
        }
        return new Problem(what + ": " + root, ASK_AUTHOR);
    }

    private static String origin(Class<?> type) {
        if (type.getModule().isNamed()) {
            return "module " + type.getModule().getName();
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? type.getName() : origin(source.getLocation());
    }

    /** The name of a jar, or a folder. A URL has codes such as %20 for a blank, which nobody would know the file by. */
    static String origin(URL location) {
        String path;
        try {
            path = location.toURI().getPath();
        } catch (URISyntaxException e) {
            path = null;
        }
        return (path == null ? location.getPath() : path).replaceFirst(".*/(?=[^/]+\\.jar$)", "");
    }
}
