package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.jimm.api.Provider;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Binds a configuration, the plugins' sections included, and finds all of its problems before anything runs. */
public final class RunPlanner {
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULER = "scheduler";
    /** The model's structure does not depend on the data but for this number, which any data confirms or replaces. */
    private static final int SOME_CLASSES = 2;

    private final ProviderCatalogue providers;
    private final ModelCatalogue models;

    @Inject
    public RunPlanner(ProviderCatalogue providers, ModelCatalogue models) {
        this.providers = providers;
        this.models = models;
    }

    /** The name of a scheduler. */
    private record SchedulerName(String name) {}

    private record Bound<T>(T made, Config section) {}

    /**
     * Binds a configuration file.
     *
     * @throws JimmException CONFIGURATION with all problems, each with file and line
     */
    public RunPlan plan(Config file) {
        RunConfig run = RunConfig.bind(file);
        Problems problems = new Problems();
        models.create(run.model(), SOME_CLASSES, problems, Location.of(file, "model.name"));
        OptimizerConfig common =
                bindCommon(run.optimizer(), OPTIMIZER, OptimizerConfig.defaults(), problems);
        Optional<Bound<UpdateRule>> rule = optimizer(
                name(run.optimizer(), common.name()), common, run.optimizer(), problems, file);
        SchedulerName schedulerName = bindCommon(run.scheduler(), SCHEDULER, new SchedulerName("cosine"), problems);
        Optional<Bound<RunPlan.ScheduleFactory>> schedule =
                scheduler(schedulerName.name(), run.scheduler(), problems, file);
        Optional<AugmentPolicy> policy = policy(run.augment().policy(), problems, file);
        problems.throwIfAny();
        Map<String, String> origins = new TreeMap<>();
        origins.put("optimizer " + common.name(), origin(ProviderKind.OPTIMIZER, common.name()));
        origins.put("scheduler " + schedulerName.name(), origin(ProviderKind.SCHEDULER, schedulerName.name()));
        if (run.augment().policy() != null) {
            String name = run.augment().policy();
            origins.put("augment policy " + name, origin(ProviderKind.AUGMENT_POLICY, name));
        }
        Config resolved = ConfigTree.toConfig(run)
                .withValue(OPTIMIZER, rule.orElseThrow().section().root())
                .withValue(SCHEDULER, schedule.orElseThrow().section().root());
        return new RunPlan(
                run,
                resolved,
                common,
                rule.orElseThrow().made(),
                schedule.orElseThrow().made(),
                policy.orElseThrow(),
                origins);
    }

    /** The name that was given, even where other keys of its section were refused. */
    private static String name(Config section, String otherwise) {
        boolean given = section.hasPath("name") && section.getValue("name").valueType() == ConfigValueType.STRING;
        return given ? section.getString("name") : otherwise;
    }

    private Optional<Bound<UpdateRule>> optimizer(
            String name, OptimizerConfig common, Config section, Problems problems, Config file) {
        return find(ProviderKind.OPTIMIZER, name, problems, Location.of(file, OPTIMIZER + ".name"))
                .flatMap(provider -> optimizer(provider, name, common, section, problems, file));
    }

    private static <C extends Record> Optional<Bound<UpdateRule>> optimizer(
            OptimizerProvider<C> provider,
            String name,
            OptimizerConfig common,
            Config section,
            Problems problems,
            Config file) {
        C options = ConfigBinder.bind(
                without(section, OptimizerConfig.class), OPTIMIZER, provider.defaults(name), problems);
        try {
            Config whole = ConfigTree.toConfig(options).withFallback(ConfigTree.toConfig(common));
            return Optional.of(new Bound<>(provider.rule(name, options), whole));
        } catch (IllegalArgumentException e) {
            problems.add(Location.of(file, OPTIMIZER), OPTIMIZER + "." + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Bound<RunPlan.ScheduleFactory>> scheduler(
            String name, Config section, Problems problems, Config file) {
        return find(ProviderKind.SCHEDULER, name, problems, Location.of(file, SCHEDULER + ".name"))
                .map(provider -> scheduler(provider, name, section, problems, file));
    }

    private static <C extends Record> Bound<RunPlan.ScheduleFactory> scheduler(
            SchedulerProvider<C> provider, String name, Config section, Problems problems, Config file) {
        C options = ConfigBinder.bind(
                without(section, SchedulerName.class), SCHEDULER, provider.defaults(name), problems);
        Config whole = ConfigTree.toConfig(options).withFallback(ConfigTree.toConfig(new SchedulerName(name)));
        Location where = Location.of(file, SCHEDULER);
        return new Bound<>((epochs, updates) -> schedule(provider, name, options, epochs, updates, where), whole);
    }

    private static <C extends Record> Schedule schedule(
            SchedulerProvider<C> provider, String name, C options, int epochs, int updates, Location where) {
        try {
            return provider.create(name, options, epochs, updates);
        } catch (IllegalArgumentException e) {
            Problems problems = new Problems();
            problems.add(where, SCHEDULER + "." + e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    private Optional<AugmentPolicy> policy(String name, Problems problems, Config file) {
        if (name == null) {
            return Optional.of(AugmentPolicy.NONE);
        }
        return find(ProviderKind.AUGMENT_POLICY, name, problems, Location.of(file, "augment.policy"))
                .map(provider -> policy(provider, name));
    }

    private static <C extends Record> AugmentPolicy policy(AugmentPolicyProvider<C> provider, String name) {
        return provider.create(name, provider.defaults(name));
    }

    private String origin(ProviderKind<?> kind, String name) {
        return providers.find(kind, name).origin();
    }

    private <P extends Provider> Optional<P> find(
            ProviderKind<P> kind, String name, Problems problems, Location where) {
        try {
            return Optional.of(providers.find(kind, name).provider());
        } catch (JimmException e) {
            problems.add(where, e.getMessage());
            return Optional.empty();
        }
    }

    /** Binds those keys of a plugin's section that the record has, and leaves the others to the plugin. */
    private static <T extends Record> T bindCommon(Config section, String path, T defaults, Problems problems) {
        Config common = ConfigFactory.empty();
        for (String key : ConfigTree.keys(defaults.getClass())) {
            if (section.hasPathOrNull(key)) {
                common = common.withValue(key, section.root().get(key));
            }
        }
        return ConfigBinder.bind(common, path, defaults, problems);
    }

    private static Config without(Config section, Class<? extends Record> common) {
        Config rest = section;
        for (String key : ConfigTree.keys(common)) {
            rest = rest.withoutPath(key);
        }
        return rest;
    }
}
