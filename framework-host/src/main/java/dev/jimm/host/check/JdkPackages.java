package dev.jimm.host.check;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.HashSet;
import java.util.Set;

/** Which packages of the JDK are for everybody. */
final class JdkPackages {
    private static final Set<String> INTERNAL = internal();

    private JdkPackages() {}

    private static Set<String> internal() {
        Set<String> packages = new HashSet<>();
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            ModuleDescriptor descriptor = module.descriptor();
            packages.addAll(descriptor.packages());
            descriptor.exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(Exports::source)
                    .forEach(packages::remove);
        }
        return packages;
    }

    /** Whether a module of the JDK has the package and exports it to no plugin. */
    static boolean isInternal(String packageName) {
        return INTERNAL.contains(packageName);
    }
}
