package dev.jimm.core.train;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.engine.Engine;
import java.time.Instant;
import java.util.Map;

/**
 * What a session of a run was made with, so that somebody can make it again: floating-point results differ from machine to machine.
 *
 * @param providers the jar or module of each part, by part
 */
record Provenance(
        String api,
        String engine,
        int threads,
        String java,
        String system,
        int processors,
        long seed,
        String dataRoot,
        int trainingSamples,
        int validationSamples,
        Map<String, String> providers,
        String started) {
    static Provenance of(RunPlan plan, Map<String, String> providers, int trainingSamples, int validationSamples) {
        return new Provenance(
                ApiVersion.CURRENT,
                Engine.version(),
                Engine.threads(),
                System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                plan.config().seed(),
                plan.config().data().root().toString(),
                trainingSamples,
                validationSamples,
                providers,
                Instant.now().toString());
    }
}
