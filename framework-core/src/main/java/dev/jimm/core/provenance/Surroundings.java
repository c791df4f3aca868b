package dev.jimm.core.provenance;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.machine.Machine;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The software and hardware that a session runs on. Floating-point results differ between machines, engines and numbers
 * of threads.
 *
 * @param jimm the version
 * @param api the version of the plugin API
 * @param engine name and version
 * @param threads that one operator may use
 * @param java vendor and version
 * @param javaOptions those of Java's own options and properties that can change a result or its speed; other properties
 *     may be secrets
 * @param environment the variables that the engine's libraries listen to
 * @param system name, version and architecture
 * @param processor the model
 * @param processors that Java may use
 * @param memoryBytes of the machine; -1 where the system does not tell
 */
record Surroundings(
        String jimm,
        String api,
        String engine,
        int threads,
        String java,
        List<String> javaOptions,
        SortedMap<String, String> environment,
        String system,
        String processor,
        int processors,
        long memoryBytes) {
    private static final Pattern OPTION =
            Pattern.compile("-(X|ea|da|D(ai\\.djl\\.|jimm\\.|java\\.|file\\.|user\\.(language|country)=)).*");
    private static final Pattern VARIABLE =
            Pattern.compile("(OMP|KMP|MKL|GOMP|DNNL|ONEDNN|OPENBLAS|ATEN|TORCH|PYTORCH)_.*");

    static Surroundings here() {
        return new Surroundings(
                JimmVersion.text(),
                ApiVersion.CURRENT,
                Engine.version(),
                Engine.threads(),
                System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
                options(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                environment(System.getenv()),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Machine.HERE.processor().orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Machine.HERE.totalMemory().orElse(-1));
    }

    static List<String> options(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> OPTION.matcher(argument).matches())
                .toList();
    }

    static SortedMap<String, String> environment(Map<String, String> variables) {
        SortedMap<String, String> kept = new TreeMap<>(variables);
        kept.keySet().removeIf(name -> !VARIABLE.matcher(name).matches());
        return kept;
    }
}
