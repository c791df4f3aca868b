package dev.jimm.host.check;

import dev.jimm.core.error.Nearest;
import dev.jimm.core.provider.ProviderKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;

/** Looks at the providers that a jar offers: whether jimm will find them and can construct them. */
final class ServiceCheck {
    private static final String FOLDER = "META-INF/services/";
    private static final String API = "dev.jimm.api.";
    private static final int MOST_BYTES = 1 << 20;

    private final JarClasses classes;
    private final VisibleClasses visible;
    private final Findings findings;
    /** The classes that service files name and that are in the jar, with points. */
    private final Set<String> providers = new TreeSet<>();

    ServiceCheck(JarClasses classes, VisibleClasses visible, Findings findings) {
        this.classes = classes;
        this.visible = visible;
        this.findings = findings;
    }

    void check() throws IOException {
        Set<String> kinds =
                ProviderKind.ALL.stream().map(kind -> kind.type().getName()).collect(Collectors.toSet());
        List<JarEntry> files = classes.jar().stream()
                .filter(entry -> entry.getName().startsWith(FOLDER + API))
                .toList();
        for (JarEntry file : files) {
            String service = file.getName().substring(FOLDER.length());
            if (!kinds.contains(service)) {
                findings.add(
                        Severity.ERROR,
                        "has the service file " + file.getName() + ", but the API has no such service"
                                + Nearest.hint(service, kinds),
                        "the author must name it after the service's interface");
                continue;
            }
            for (String provider : lines(file)) {
                provider(service, provider);
            }
        }
        forgotten();
        if (providers.isEmpty()) {
            findings.add(
                    Severity.REMARK,
                    "provides nothing by itself",
                    "a plugin offers something by a file in META-INF/services; without one it is only of use to plugins"
                            + " that depend on it");
        }
    }

    private Set<String> lines(JarEntry file) throws IOException {
        return new String(classes.start(file, MOST_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").trim())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void provider(String service, String provider) {
        String name = provider.replace('.', '/');
        String entry = FOLDER + service + " names " + provider;
        if (!classes.contains(name)) {
            findings.add(
                    Severity.ERROR, entry + ", which is not in the jar", "the author must correct the service file");
            return;
        }
        providers.add(provider);
        ClassHeader header = classes.header(name).orElse(null);
        if (header == null) {
            return; // a class file that cannot be read is told as such
        }
        if (!isConstructible(header)) {
            findings.add(
                    Severity.ERROR,
                    entry + ", which nobody can construct",
                    "the author must make it a public class with a public constructor without arguments");
        }
        if (visible.lineage(name).isComplete() && !visible.isSubtype(name, service.replace('.', '/'))) {
            findings.add(
                    Severity.ERROR,
                    entry + ", which does not implement it",
                    "the author must correct the service file");
        }
    }

    private static boolean isConstructible(ClassHeader header) {
        return header.is(Opcodes.ACC_PUBLIC)
                && !header.is(Opcodes.ACC_ABSTRACT)
                && (header.methods().getOrDefault("<init>()V", 0) & Opcodes.ACC_PUBLIC) != 0;
    }

    /** What the module provides; one that no service file names is a reason to refuse the jar, and told as such. */
    private Set<String> ofModule() throws IOException {
        JarEntry entry = classes.jar().getJarEntry("module-info.class");
        if (entry == null) {
            return Set.of();
        }
        try {
            return ModuleDescriptor.read(new ByteArrayInputStream(classes.start(entry, MOST_BYTES))).provides().stream()
                    .flatMap(provides -> provides.providers().stream())
                    .collect(Collectors.toSet());
        } catch (InvalidModuleDescriptorException e) {
            return Set.of(); // told, too
        }
    }

    private void forgotten() throws IOException {
        Set<String> told = ofModule();
        for (String name : classes.names()) {
            String provider = CodeNames.type(name);
            for (ProviderKind<?> kind : ProviderKind.ALL) {
                String service = kind.type().getName();
                if (!providers.contains(provider)
                        && !told.contains(provider)
                        && visible.isSubtype(name, service.replace('.', '/'))
                        && classes.header(name)
                                .filter(ServiceCheck::isConstructible)
                                .isPresent()) {
                    findings.add(
                            Severity.WARNING,
                            "has " + provider + ", which implements "
                                    + kind.type().getSimpleName()
                                    + " and which no service file names: jimm does not find it",
                            "the author should add it to " + FOLDER + service);
                }
            }
        }
    }
}
