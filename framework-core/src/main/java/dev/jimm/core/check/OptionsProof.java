package dev.jimm.core.check;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.ConfigurableProvider;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.optimizer.OptimizerConfig;
import java.util.List;
import java.util.function.Supplier;

/**
 * Proves that default options are the same at every call, can be written into a configuration and read back, and leave the
 * keys alone that are common to all of their kind. Runs override options, and checkpoints hold all of them.
 */
public final class OptionsProof {
    private OptionsProof() {}

    /** What is wrong with the defaults of one of a provider's names, a sentence each; empty when nothing is. */
    public static List<String> problems(ConfigurableProvider<?> provider, String name) {
        return problems(() -> provider.defaults(name), common(provider));
    }

    /** Only the sections of optimizers and schedulers have keys beside the options. */
    private static List<String> common(ConfigurableProvider<?> provider) {
        if (provider instanceof OptimizerProvider<?>) {
            return ConfigTree.keys(OptimizerConfig.class);
        }
        return provider instanceof SchedulerProvider<?> ? List.of("name") : List.of();
    }

    /** What is wrong with the options of an architecture, a sentence each; empty when nothing is. */
    public static List<String> problems(Architecture<?> architecture) {
        return problems(architecture::config, List.of());
    }

    private static List<String> problems(Supplier<? extends Record> asked, List<String> common) {
        ProofProblems problems = new ProofProblems();
        Record defaults = asked.get();
        if (defaults == null) {
            return List.of("the defaults are null; give a record, one without components where there are no options");
        }
        Record again = asked.get();
        problems.expect(
                defaults.equals(again),
                "the defaults at a second call are " + again + ", and were " + defaults
                        + " at the first; they must stay the same");
        ConfigTree.keys(defaults.getClass()).stream()
                .filter(common::contains)
                .forEach(key -> problems.add(
                        "the options have a key '" + key + "', which all of the kind have already; name it otherwise"));
        written(defaults, problems);
        return problems.all();
    }

    private static void written(Record defaults, ProofProblems problems) {
        String text = ConfigTree.toConfig(defaults).root().render(ConfigRenderOptions.concise());
        Config read = ConfigFactory.parseString(text);
        Problems refused = new Problems();
        Record bound = ConfigBinder.bind(read, "", defaults, refused);
        refused.lines()
                .forEach(line -> problems.add("the defaults are refused when they stand in a run's file: " + line));
        problems.expect(
                !refused.isEmpty() || defaults.equals(bound),
                "the defaults, written as a configuration and read again, are " + bound + ", and were " + defaults
                        + "; the record must keep what it is given, and have equals and hashCode of a record");
    }
}
