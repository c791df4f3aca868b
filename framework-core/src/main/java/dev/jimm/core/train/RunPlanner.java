package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.api.Provider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.log.Listeners;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.PluginRule;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.provider.Plugin;
import dev.jimm.core.provider.PluginSection;
import dev.jimm.core.provider.PluginSection.Made;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.transform.TrainTransform;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Binds a configuration, the plugins' sections included, and finds all of its problems before anything runs. */
public final class RunPlanner {
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULER = "scheduler";
    /** The model's structure does not depend on the data but for this number, which any data confirms or replaces. */
    private static final int SOME_CLASSES = 2;

    private static final List<String> OPTIMIZER_KEYS = ConfigTree.keys(OptimizerConfig.class);
    private static final List<String> SCHEDULER_KEYS = ConfigTree.keys(SchedulerName.class);

    private final ProviderCatalogue providers;
    private final ModelCatalogue models;
    private final PretrainedWeights pretrained;

    @Inject
    public RunPlanner(ProviderCatalogue providers, ModelCatalogue models, PretrainedWeights pretrained) {
        this.providers = providers;
        this.models = models;
        this.pretrained = pretrained;
    }

    /** The name of a scheduler. */
    private record SchedulerName(String name) {}

    /**
     * Binds a configuration file.
     *
     * @throws JimmException CONFIGURATION with all problems, each with file and line
     */
    public RunPlan plan(Config file) {
        return plan(file, run -> Optional.empty());
    }

    /**
     * The same for a run that may have been started before: what it got from the hub then, it keeps, whatever is there
     * now.
     *
     * @param started finds the resolved configuration that a run was started with
     */
    RunPlan plan(Config file, Function<RunConfig, Optional<RunConfig>> started) {
        Problems problems = new Problems();
        RunConfig run = resolved(RunConfig.bind(file, problems), started, file, problems);
        Optional<ImageModel> model = model(run, file, problems);
        Optional<Made<DataSets.Opener>> reader = find(
                        ProviderKind.READER, run.data().reader(), "data.reader", file, problems)
                .flatMap(provided -> DataSets.bind(provided, run.data(), problems));
        OptimizerConfig common = common(run, model, problems);
        PluginSection optimizer = new PluginSection(OPTIMIZER, run.optimizer(), OPTIMIZER_KEYS, problems);
        Optional<Made<UpdateRule>> rule = find(
                        ProviderKind.OPTIMIZER, common.ruleName(), OPTIMIZER + ".name", file, problems)
                .flatMap(provided -> rule(provided.provider(), provided.origin(), common, optimizer));
        PluginSection scheduler = new PluginSection(SCHEDULER, run.scheduler(), SCHEDULER_KEYS, problems);
        SchedulerName schedulerName = scheduler.common(new SchedulerName("cosine"));
        Optional<Made<RunPlan.ScheduleFactory>> schedule = find(
                        ProviderKind.SCHEDULER, schedulerName.name(), SCHEDULER + ".name", file, problems)
                .flatMap(provided -> schedule(
                        provided.provider(),
                        provided.origin(),
                        schedulerName.name(),
                        run.train().epochs(),
                        scheduler));
        Optional<PlannedPolicy> policy = policy(run, model, file, problems);
        Listeners listeners = Listeners.bind(run.log(), providers, problems);
        run.augment()
                .batches()
                .problems(run.data().batchSize())
                .forEach((key, problem) -> problems.add(Location.of(file, key), "'" + key + "' " + problem));
        rule.ifPresent(made -> requireGradientsOnly(made.value(), run, file, problems));
        requireSameSplits(run, file, problems);
        requireMetrics(run.train(), file, problems);
        problems.throwIfAny();
        RunConfig whole = run.withPlugins(
                whole(rule, common.written()),
                whole(schedule, schedulerName),
                policy.orElseThrow().options(),
                reader.orElseThrow().options(),
                listeners.resolved());
        return new RunPlan(
                whole,
                ConfigTree.toConfig(whole),
                common,
                common.rate(run.samplesPerUpdate()),
                rule.orElseThrow().value(),
                schedule.orElseThrow().value(),
                policy.orElseThrow(),
                listeners,
                origins(common.ruleName(), schedulerName.name(), policy.orElseThrow(), listeners, run));
    }

    /** Second gradients are neither summed over batches nor scaled back. */
    private static void requireGradientsOnly(UpdateRule rule, RunConfig run, Config file, Problems problems) {
        if (rule.hessianSamples(rule.phase(1)) == 0) {
            return;
        }
        String optimizer = "is not for optimizers that need second gradients; ";
        if (run.train().accumulate() > 1) {
            problems.add(
                    Location.of(file, "train.accumulate"),
                    "'train.accumulate' " + optimizer + "leave it out and raise data.batch-size");
        }
        if (run.train().isScaled()) {
            problems.add(Location.of(file, "train.precision"), "'train.precision' = fp16 " + optimizer + "take bf16");
        }
        if (run.train().gradientCheckpointing()) {
            problems.add(
                    Location.of(file, "train.gradient-checkpointing"),
                    "'train.gradient-checkpointing' " + optimizer + "leave it out");
        }
    }

    private static void requireSameSplits(RunConfig run, Config file, Problems problems) {
        int norms = run.model().batchNormSplits();
        if (norms > 1 && norms != run.augment().splits()) {
            problems.add(
                    Location.of(file, "model.batch-norm-splits"),
                    "'model.batch-norm-splits' must be the augment.splits of "
                            + run.augment().splits() + ", is " + norms);
        }
    }

    /** With the names and options that its pretrained weights bring along. */
    private RunConfig resolved(
            RunConfig run, Function<RunConfig, Optional<RunConfig>> started, Config file, Problems problems) {
        if (run.model().name() == null || problems.isRefused("model.name") || problems.isRefused("model.pretrained")) {
            return run;
        }
        try {
            Optional<RunConfig> before = run.model().hub().isPresent() && problems.isEmpty()
                    ? started.apply(run)
                            .filter(old -> old.model().hub().equals(run.model().hub()))
                    : Optional.empty();
            if (before.isPresent()) {
                return run.startedAs(before.get());
            }
            PretrainedWeights.Resolved resolved = pretrained.resolve(run.model());
            return run.starting(resolved);
        } catch (JimmException e) {
            if (e.category() != Category.CONFIGURATION) {
                throw e;
            }
            String key = file.hasPath("model.pretrained") ? "model.pretrained" : "model.name";
            problems.add(Location.of(file, key), e.getMessage());
            return run.withoutModel();
        }
    }

    private Optional<ImageModel> model(RunConfig run, Config file, Problems problems) {
        return run.model().name() == null || problems.isRefused("model.name")
                ? Optional.empty()
                : models.create(run.model(), SOME_CLASSES, problems, Location.of(file, "model.name"));
    }

    /** What all optimizers have, checked against the batch and the model. */
    private static OptimizerConfig common(RunConfig run, Optional<ImageModel> model, Problems problems) {
        Problems own = new Problems();
        PluginSection section = new PluginSection(OPTIMIZER, run.optimizer(), OPTIMIZER_KEYS, own);
        OptimizerConfig common = section.common(OptimizerConfig.defaults());
        if (own.isEmpty() && !problems.isRefused("data.batch-size")) {
            try {
                common.rate(run.samplesPerUpdate());
            } catch (IllegalArgumentException e) {
                section.report(OPTIMIZER_KEYS, e);
            }
        }
        if (model.isPresent() && !own.isRefusedWithin(OPTIMIZER + ".groups")) {
            ParameterGroups.problems(common, model.get().structure())
                    .forEach((key, problem) ->
                            own.add(place(run.optimizer(), key), "'" + OPTIMIZER + "." + key + "' " + problem));
        }
        problems.addAll(own);
        return common;
    }

    /** Of a key, or of an element of a list that it is the path to: {@code groups[1].match}. */
    private static Location place(Config section, String key) {
        int bracket = key.indexOf('[');
        if (bracket < 0) {
            return Location.of(section, key);
        }
        int index = Integer.parseInt(key.substring(bracket + 1, key.indexOf(']')));
        return Location.of(section.getList(key.substring(0, bracket)).get(index).origin());
    }

    private static <C extends Record> Optional<Made<UpdateRule>> rule(
            OptimizerProvider<C> provider, String origin, OptimizerConfig config, PluginSection section) {
        String name = config.ruleName();
        return section.make(name, origin, provider::defaults, options -> {
            UpdateRule rule =
                    Provided.guarded(origin, "the rule of '" + name + "'", () -> provider.rule(name, options));
            return config.lookingAhead(new PluginRule(rule, name, origin));
        });
    }

    private static <C extends Record> Optional<Made<RunPlan.ScheduleFactory>> schedule(
            SchedulerProvider<C> provider, String origin, String name, int epochs, PluginSection section) {
        return section.make(name, origin, provider::defaults, options -> {
            if (!section.problems().isRefused("train.epochs")) {
                provider.create(name, options, epochs, 1); // what is wrong for any number of updates is told now
            }
            return (trained, updates) -> schedule(provider, origin, name, options, trained, updates, section);
        });
    }

    private static <C extends Record> Schedule schedule(
            SchedulerProvider<C> provider,
            String origin,
            String name,
            C options,
            int epochs,
            int updates,
            PluginSection section) {
        try {
            Schedule schedule = Provided.guarded(
                    origin, "the schedule of '" + name + "'", () -> provider.create(name, options, epochs, updates));
            return new PluginSchedule(schedule, name, origin);
        } catch (IllegalArgumentException e) {
            Problems problems = new Problems();
            new PluginSection(section.path(), section.section(), section.common(), problems)
                    .report(ConfigTree.keys(options.getClass()), e);
            problems.throwIfAny();
            throw e;
        }
    }

    private Optional<PlannedPolicy> policy(RunConfig run, Optional<ImageModel> model, Config file, Problems problems) {
        AugmentConfig augment = run.augment();
        List<Double> mean = model.map(made -> run.input().resolve(made).mean()).orElse(List.of(0.5, 0.5, 0.5));
        Canvas canvas = TrainTransform.canvas(augment.crop(), mean);
        return new PolicyPlanner(providers, file, problems).plan(augment.policy(), augment.options(), canvas);
    }

    /** The plugin of each part of a training. */
    Map<String, Plugin> plugins(RunPlan plan, ImageModel model) {
        Map<String, Plugin> plugins = new TreeMap<>();
        plan.origins().forEach((part, origin) -> plugins.put(part, providers.plugin(origin)));
        plugins.put(
                "model " + model.entry().name(), providers.plugin(model.entry().origin()));
        return plugins;
    }

    /** The provider of a name that stands at a path; empty when there is a problem with the name. */
    private <P extends Provider> Optional<Provided<P>> find(
            ProviderKind<P> kind, String name, String path, Config file, Problems problems) {
        if (problems.isRefused(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(providers.find(kind, name));
        } catch (JimmException e) {
            problems.add(Location.of(file, path), e.getMessage());
            return Optional.empty();
        }
    }

    private static Config whole(Optional<? extends Made<?>> made, Record common) {
        return made.orElseThrow().options().withFallback(ConfigTree.toConfig(common));
    }

    /** Whether the data has one label a sample or several is not known yet. */
    private static void requireMetrics(TrainConfig train, Config file, Problems problems) {
        Set<String> known = new LinkedHashSet<>(Metrics.ofRun(false, train.ema().isOn()));
        known.addAll(Metrics.ofRun(true, train.ema().isOn()));
        train.metricNames().forEach((key, name) -> {
            if (!known.contains(name)) {
                problems.add(Location.of(file, key), "'" + key + "': " + Metrics.unknown(name, known));
            }
        });
    }

    private Map<String, String> origins(
            String optimizer, String scheduler, PlannedPolicy policy, Listeners listeners, RunConfig run) {
        Map<String, String> origins = new TreeMap<>(listeners.origins());
        origins.put("optimizer " + optimizer, origin(ProviderKind.OPTIMIZER, optimizer));
        origins.put("scheduler " + scheduler, origin(ProviderKind.SCHEDULER, scheduler));
        origins.put(
                "reader " + run.data().reader(),
                origin(ProviderKind.READER, run.data().reader()));
        if (!policy.origin().isEmpty()) {
            origins.put("augment policy " + run.augment().policy(), policy.origin());
        }
        return origins;
    }

    private String origin(ProviderKind<?> kind, String name) {
        return providers.find(kind, name).origin();
    }
}
