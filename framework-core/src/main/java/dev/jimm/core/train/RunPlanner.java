package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.Provider;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.train.PluginSection.Made;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Binds a configuration, the plugins' sections included, and finds all of its problems before anything runs. */
public final class RunPlanner {
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULER = "scheduler";
    private static final String POLICY = "augment.policy";
    private static final String POLICY_OPTIONS = "augment.options";
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

    /**
     * Binds a configuration file.
     *
     * @throws JimmException CONFIGURATION with all problems, each with file and line
     */
    public RunPlan plan(Config file) {
        Problems problems = new Problems();
        RunConfig run = RunConfig.bind(file, problems);
        Optional<ImageModel> model = model(run, file, problems);
        checkReader(run, file, problems);
        PluginSection optimizer = new PluginSection(OPTIMIZER, run.optimizer(), problems);
        PluginSection scheduler = new PluginSection(SCHEDULER, run.scheduler(), problems);
        OptimizerConfig common = common(run, model, problems);
        SchedulerName schedulerName = scheduler.common(new SchedulerName("cosine"));
        Optional<Made<UpdateRule>> rule = find(
                        ProviderKind.OPTIMIZER, common.ruleName(), OPTIMIZER + ".name", file, problems)
                .flatMap(provider -> rule(provider, common, optimizer));
        Optional<Made<RunPlan.ScheduleFactory>> schedule = find(
                        ProviderKind.SCHEDULER, schedulerName.name(), SCHEDULER + ".name", file, problems)
                .flatMap(provider ->
                        schedule(provider, schedulerName.name(), run.train().epochs(), scheduler));
        Optional<Made<AugmentPolicy>> policy = policy(run, file, problems);
        problems.throwIfAny();
        RunConfig whole = run.withPlugins(
                whole(rule, common),
                whole(schedule, schedulerName),
                policy.orElseThrow().options());
        return new RunPlan(
                whole,
                ConfigTree.toConfig(whole),
                common,
                rule.orElseThrow().value(),
                schedule.orElseThrow().value(),
                policy.orElseThrow().value(),
                origins(common.ruleName(), schedulerName.name(), run.augment().policy()));
    }

    private Optional<ImageModel> model(RunConfig run, Config file, Problems problems) {
        return run.model().name() == null || problems.isRefused("model.name")
                ? Optional.empty()
                : models.create(run.model(), SOME_CLASSES, problems, Location.of(file, "model.name"));
    }

    /** What all optimizers have, with the learning rate in it, checked against the model. */
    private static OptimizerConfig common(RunConfig run, Optional<ImageModel> model, Problems problems) {
        Problems own = new Problems();
        PluginSection section = new PluginSection(OPTIMIZER, run.optimizer(), own);
        OptimizerConfig common = section.common(OptimizerConfig.defaults());
        if (own.isEmpty()) {
            try {
                OptimizerConfig resolved = common.resolved(run.data().batchSize());
                model.ifPresent(found -> ParameterGroups.of(resolved, found.structure()));
                return resolved;
            } catch (IllegalArgumentException e) {
                section.report(OptimizerConfig.class, e);
            }
        }
        problems.addAll(own);
        return common;
    }

    private static void checkReader(RunConfig run, Config file, Problems problems) {
        DataSets.check(run.data().reader())
                .ifPresent(problem -> problems.add(Location.of(file, "data.reader"), problem));
    }

    private static <C extends Record> Optional<Made<UpdateRule>> rule(
            OptimizerProvider<C> provider, OptimizerConfig config, PluginSection section) {
        String name = config.ruleName();
        return section.without(OptimizerConfig.class)
                .make(
                        name,
                        () -> provider.defaults(name),
                        options -> config.lookingAhead(provider.rule(name, options)));
    }

    private static <C extends Record> Optional<Made<RunPlan.ScheduleFactory>> schedule(
            SchedulerProvider<C> provider, String name, int epochs, PluginSection section) {
        PluginSection own = section.without(SchedulerName.class);
        return own.make(name, () -> provider.defaults(name), options -> {
            if (!section.problems().isRefused("train.epochs")) {
                provider.create(name, options, epochs, 1); // what is wrong for any number of updates is told now
            }
            return (trained, updates) -> schedule(provider, name, options, trained, updates, own);
        });
    }

    private static <C extends Record> Schedule schedule(
            SchedulerProvider<C> provider, String name, C options, int epochs, int updates, PluginSection section) {
        try {
            return provider.create(name, options, epochs, updates);
        } catch (IllegalArgumentException e) {
            Problems problems = new Problems();
            new PluginSection(section.path(), section.section(), problems).report(options.getClass(), e);
            problems.throwIfAny();
            throw e;
        }
    }

    private Optional<Made<AugmentPolicy>> policy(RunConfig run, Config file, Problems problems) {
        String name = run.augment().policy();
        Config options = run.augment().options();
        if (name == null) {
            if (!options.isEmpty() && !problems.isRefused(POLICY)) {
                problems.add(
                        Location.of(file, POLICY_OPTIONS),
                        "'" + POLICY_OPTIONS + "' are of no policy; set " + POLICY + " or leave them out");
            }
            return Optional.of(new Made<>(AugmentPolicy.NONE, ConfigFactory.empty()));
        }
        return find(ProviderKind.AUGMENT_POLICY, name, POLICY, file, problems)
                .flatMap(provider -> policy(provider, name, new PluginSection(POLICY_OPTIONS, options, problems)));
    }

    private static <C extends Record> Optional<Made<AugmentPolicy>> policy(
            AugmentPolicyProvider<C> provider, String name, PluginSection section) {
        return section.make(name, () -> provider.defaults(name), options -> provider.create(name, options));
    }

    /** The provider of a name that stands at a path; empty when there is a problem with the name. */
    private <P extends Provider> Optional<P> find(
            ProviderKind<P> kind, String name, String path, Config file, Problems problems) {
        if (problems.isRefused(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(providers.find(kind, name).provider());
        } catch (JimmException e) {
            problems.add(Location.of(file, path), e.getMessage());
            return Optional.empty();
        }
    }

    private static Config whole(Optional<? extends Made<?>> made, Record common) {
        return made.orElseThrow().options().withFallback(ConfigTree.toConfig(common));
    }

    private Map<String, String> origins(String optimizer, String scheduler, String policy) {
        Map<String, String> origins = new TreeMap<>();
        origins.put("optimizer " + optimizer, origin(ProviderKind.OPTIMIZER, optimizer));
        origins.put("scheduler " + scheduler, origin(ProviderKind.SCHEDULER, scheduler));
        if (policy != null) {
            origins.put("augment policy " + policy, origin(ProviderKind.AUGMENT_POLICY, policy));
        }
        return origins;
    }

    private String origin(ProviderKind<?> kind, String name) {
        return providers.find(kind, name).origin();
    }
}
