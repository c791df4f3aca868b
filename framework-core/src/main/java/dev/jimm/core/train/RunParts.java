package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.distill.Distillation;
import dev.jimm.core.distill.Teacher;
import dev.jimm.core.ema.Ema;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Values;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.Loss;
import dev.jimm.core.loss.Losses;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.mix.BatchAugmentation;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.norm.NormStatistics;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.pretrained.NamedWeights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a training is made of, put together as it is planned. Closing it frees all of it. */
final class RunParts implements AutoCloseable {
    private final RunPlan plan;
    private final RunConfig config;
    private final ImageModel model;
    private final TrainingData data;
    private final Preprocessing preprocessing;
    private final String fingerprint;
    private final Loader loader;
    private final Schedule schedule;
    private final int epochs;
    private final int updatesPerEpoch;
    private final Optional<Start> start;
    private final Weights weights;
    private final Optional<Teaching> teaching;
    private final ParameterGroups groups;
    private final UpdateStep update;
    private final Validation validation;
    private final Deque<Runnable> closing = new ArrayDeque<>();

    /**
     * @param data becomes the parts', which close it
     * @param teacher the same
     * @param start the weights that the training starts from; empty for fresh ones, or those of a checkpoint
     */
    RunParts(
            RunPlan plan,
            ImageModel model,
            TrainingData data,
            Optional<Teacher> teacher,
            Optional<NamedWeights> start) {
        this.plan = plan;
        this.model = model;
        this.data = data;
        closing.push(data::close);
        teacher.ifPresent(one -> closing.push(one::close));
        config = plan.config();
        try {
            preprocessing = config.input().resolve(model);
            fingerprint = data.fingerprint();
            requireColour();
            requireMetrics();
            config.loss()
                    .requireFor(
                            data.train(),
                            config.augment().splits(),
                            config.augment().batches().isMixing());
            int accumulate = config.train().accumulate();
            updatesPerEpoch = (Loader.fullBatches(data.train(), config.data()) + accumulate - 1) / accumulate;
            schedule = plan.schedule().create(config.train().epochs(), updatesPerEpoch);
            epochs = schedule.epochs(config.train().epochs());
            loader = RunLoaders.training(plan, preprocessing, data, epochs);
            this.start = start.map(named -> new Start(named, model));
            weights = opened(
                    Weights.initialised(
                            model.structure().parameters(),
                            config.seed(),
                            config.train().channelsLast()),
                    Weights::close);
            this.start.ifPresent(one -> one.load(weights));
            teaching = teacher.map(this::teaching);
            groups = ParameterGroups.of(plan.optimizer(), model.structure())
                    .with(teaching.map(one -> one.trained(plan.optimizer().weightDecay()))
                            .orElse(List.of()));
            update = opened(makeUpdate(), UpdateStep::close);
            validation = makeValidation();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T> T opened(T part, Consumer<T> close) {
        closing.push(() -> close.accept(part));
        return part;
    }

    private void requireMetrics() {
        List<String> known = Metrics.ofRun(
                data.validation().isMultiLabel(), config.train().ema().isOn());
        config.train().metricNames().forEach((key, name) -> {
            if (!known.contains(name)) {
                throw new JimmException(Category.CONFIGURATION, key + ": of this data " + Metrics.unknown(name, known));
            }
        });
    }

    private void requireColour() {
        if (model.options().channels() != preprocessing.mean().size()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.in-channels is " + model.options().channels()
                            + ", but images are read as red, green and blue; leave the key out");
        }
    }

    private Teaching teaching(Teacher teacher) {
        Distillation distillation = new Distillation(config.distillation(), teacher, model.structure(), preprocessing);
        Weights between = opened(
                Weights.initialised(
                        distillation.parameters(), config.seed(), config.train().channelsLast()),
                Weights::close);
        return new Teaching(distillation, teacher, between);
    }

    /** Of everything that the training computes with. */
    private Values values() {
        return teaching.map(one -> one.with(weights)).orElse(weights);
    }

    private UpdateStep makeUpdate() {
        TrainConfig train = config.train();
        TrainStep step = opened(step(), TrainStep::close);
        config.data().resolution().sizes().forEach(side -> step.prepare(side, side));
        Set<Param> used = Set.copyOf(step.trained(groups.stages().last()));
        StagedOptimizer optimizer = opened(
                new StagedOptimizer(plan, groups, used::contains, values(), train.execution()), StagedOptimizer::close);
        Optional<Ema> ema = train.ema().isOn()
                ? Optional.of(opened(new Ema(train.ema(), weights, train.execution()), Ema::close))
                : Optional.empty();
        return new UpdateStep(config, weights, values(), groups, classifier(), step, optimizer, ema);
    }

    private TrainStep step() {
        boolean mixing = config.augment().batches().isMixing();
        Loss loss = Losses.create(config.loss(), views());
        TrainStep.Targets targets = new TrainStep.Targets(
                loss.takesIndices(mixing),
                config.loss().smoothing(),
                model.options().classes());
        try {
            return new TrainStep(
                    teaching.map(one -> one.objective(loss))
                            .orElse((x, pass, expected) ->
                                    loss.of(model.structure().forward(x, pass), expected)),
                    values(),
                    preprocessing,
                    targets,
                    config.train(),
                    groups,
                    new BatchAugmentation(config.augment().batches(), config.seed()),
                    views());
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + model.entry().name() + "' does not work on images of " + preprocessing.height() + " x "
                            + preprocessing.width() + ": " + e.getMessage(),
                    e);
        }
    }

    private Set<Param> classifier() {
        return model.structure().parameters().weights().stream()
                .filter(weight -> model.structure().classifier().stream()
                        .anyMatch(scope -> weight.name().startsWith(scope + ".")))
                .collect(Collectors.toSet());
    }

    private Validation makeValidation() {
        return new Validation(
                inference(weights),
                update.ema().map(ema -> inference(ema.weights())),
                RunLoaders.validation(plan, preprocessing, data),
                model.options().classes(),
                data.validation().isMultiLabel());
    }

    private InferenceModel inference(Weights of) {
        TrainConfig train = config.train();
        return opened(
                new InferenceModel(model.structure(), of, preprocessing, train.precision(), train.execution()),
                InferenceModel::close);
    }

    /** What the engine has no second gradients of is the choice of a model and an optimizer that do not fit. */
    void differentiated(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            String reason = Engine.reason(e);
            if (!reason.startsWith("derivative for")) {
                throw e;
            }
            throw new JimmException(
                    Category.CONFIGURATION,
                    "optimizer '" + plan.optimizer().name() + "' needs second gradients, which model '"
                            + model.entry().name() + "' has not: " + reason
                            + "; choose another optimizer, or other layers in model.options",
                    e);
        }
    }

    RunPlan plan() {
        return plan;
    }

    ImageModel model() {
        return model;
    }

    TrainingData data() {
        return data;
    }

    /** {@link Teaching#fingerprint} of the teacher; empty without one. */
    String teacherFingerprint() {
        return teaching.map(Teaching::fingerprint).orElse("");
    }

    /** The weights that the training starts from, unless they are fresh or a checkpoint's. */
    Optional<Start> start() {
        return start;
    }

    /** {@link TrainingData#fingerprint} of the data. */
    String fingerprint() {
        return fingerprint;
    }

    /** What is trained, on what and how; a line each. */
    List<String> description() {
        DataConfig read = config.data();
        List<String> lines = new ArrayList<>(List.of(
                "model " + model.entry().name() + ", " + model.options().classes() + " classes, images of "
                        + preprocessing.height() + " x " + preprocessing.width(),
                "data " + read.reader() + " " + read.root() + ": " + fingerprint,
                "optimizer " + plan.optimizer().name() + ", learning rate " + plan.rate() + ", "
                        + config.samplesPerUpdate() + " samples an update",
                "scheduler " + config.scheduler().getString("name") + ", " + epochs + " epochs of " + updatesPerEpoch
                        + " updates"));
        start.ifPresent(one -> lines.add(1, one.description()));
        return lines;
    }

    Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Of the training data. */
    Loader loader() {
        return loader;
    }

    Schedule schedule() {
        return schedule;
    }

    /** How many images of a batch are views of one and the same sample. */
    int views() {
        return Math.max(1, config.augment().splits());
    }

    /** As the schedule has it, which may add some to those of the configuration. */
    int epochs() {
        return epochs;
    }

    Weights weights() {
        return weights;
    }

    /** What is trained beside the model. */
    Optional<Weights> extra() {
        return teaching.map(Teaching::between)
                .filter(between -> !between.table().all().isEmpty());
    }

    /**
     * Takes the running statistics anew from as many batches of training data as the configuration says.
     *
     * @return false if it was to stop before the end; the statistics are then as they were
     */
    boolean recalibrate(BooleanSupplier stopWanted) {
        int batches = config.train().recalibrateBatches();
        if (batches == 0) {
            return true;
        }
        boolean done = NormStatistics.recalibrate(
                model.structure(),
                weights,
                param -> !groups.isTrained(param, 0),
                preprocessing,
                loader,
                new NormStatistics.Measuring(config.train().precision(), batches, config.seed()),
                stopWanted);
        update.ema().ifPresent(Ema::restart);
        return done;
    }

    UpdateStep update() {
        return update;
    }

    Validation validation() {
        return validation;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        closing.clear();
    }
}
