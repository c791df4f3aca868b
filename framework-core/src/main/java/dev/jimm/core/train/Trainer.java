package dev.jimm.core.train;

import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.mix.BatchAugmentation;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The training loop.
 *
 * <p>Everything that is drawn is a pure function of the seed and the position: the order of an epoch, the augmentation of a sample, the
 * generator of an update. A run that goes on from a checkpoint therefore ends in the bits of an unbroken one.
 */
final class Trainer implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final String REPORT = "report.md";

    private final RunPlan plan;
    private final ImageModel model;
    private final TrainingData data;
    private final Consumer<TrainingEvent> listener;
    private final Preprocessing preprocessing;
    private final String fingerprint;
    private final Loader trainLoader;
    private final Loader validationLoader;
    private final Schedule schedule;
    /** As the schedule has it, which may add some to those of the configuration. */
    private final int epochs;

    private final Weights weights;
    private final TrainStep step;
    private final Optimizer optimizer;
    private final InferenceModel evaluated;
    private final long startedAt = System.nanoTime();

    private RunFolder folder;
    private final List<EpochMetrics> metrics = new ArrayList<>();
    private int epoch;
    private int batch;
    private double lossSum;
    private double lastRate;

    private record TrainingProgress(int epoch, long updates, List<Double> metrics) implements Progress {}

    /**
     * @param weights become the trainer's, which closes them
     * @param data the same
     */
    Trainer(RunPlan plan, ImageModel model, Weights weights, TrainingData data, Consumer<TrainingEvent> listener) {
        this.plan = plan;
        this.model = model;
        this.weights = weights;
        this.data = data;
        this.listener = listener;
        RunConfig config = plan.config();
        TrainConfig train = config.train();
        preprocessing = config.input().resolve(model);
        fingerprint = data.fingerprint();
        if (model.options().channels() != preprocessing.mean().size()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.in-channels is " + model.options().channels()
                            + ", but images are read as red, green and blue;" + " leave the key out");
        }
        validationLoader = RunLoaders.validation(plan, preprocessing, data);
        int batches = Loader.fullBatches(data.train(), config.data());
        schedule = plan.schedule().create(train.epochs(), batches);
        epochs = schedule.epochs(train.epochs());
        trainLoader = RunLoaders.training(plan, preprocessing, data, epochs);
        ParameterGroups groups = ParameterGroups.of(plan.optimizer(), model.structure());
        step = trainStep(config, groups);
        Optimizer made = null;
        try {
            config.data().resolution().sizes().forEach(side -> step.prepare(side, side));
            made = optimizer(groups);
            optimizer = made;
            evaluated =
                    new InferenceModel(model.structure(), weights, preprocessing, train.precision(), train.execution());
        } catch (RuntimeException e) {
            if (made != null) {
                made.close();
            }
            step.close();
            throw e;
        }
    }

    private Optimizer optimizer(ParameterGroups groups) {
        Set<Param> used = Set.copyOf(step.trained());
        List<TrainedParameter> parameters = groups.trained().stream()
                .filter(parameter -> used.contains(parameter.param()))
                .toList();
        Execution execution = plan.config().train().execution();
        return ofTheRule(() -> new Optimizer(plan.rule(), plan.rate(), parameters, weights, execution));
    }

    /** What the engine refuses of a rule is the rule's fault. */
    private <T> T ofTheRule(Supplier<T> work) {
        try {
            return work.get();
        } catch (JimmException e) {
            throw e;
        } catch (RuntimeException e) {
            String rule = "optimizer " + plan.optimizer().ruleName();
            throw Provided.failure(plan.origins().get(rule), rule + " cannot be run: " + Engine.reason(e), e);
        }
    }

    private TrainStep trainStep(RunConfig config, ParameterGroups groups) {
        try {
            return new TrainStep(
                    model.structure(),
                    weights,
                    preprocessing,
                    config.loss(),
                    config.train(),
                    groups,
                    new BatchAugmentation(config.augment().batches(), config.seed()),
                    model.options().classes());
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + model.entry().name() + "' does not work on images of " + preprocessing.height() + " x "
                            + preprocessing.width() + ": " + e.getMessage(),
                    e);
        }
    }

    TrainingResult run(RunFolder into) {
        folder = into;
        return train();
    }

    TrainingResult resume(RunFolder from) {
        folder = from;
        from.checkpoints().last().ifPresent(this::restore);
        return train();
    }

    private TrainingResult train() {
        listener.accept(new TrainingEvent.Started(
                plan.config().name(),
                model.entry().name(),
                model.structure().parameters().weightCount(),
                model.options().classes(),
                data.train().size(),
                data.validation().size(),
                epochs,
                epoch,
                batch));
        folder.addSession(Provenance.of(
                plan, providers(), data.train().size(), data.validation().size()));
        Evaluation last = null;
        while (epoch < epochs) {
            long begin = System.nanoTime();
            trainEpoch();
            last = finishEpoch(begin);
        }
        TrainingResult result = result();
        if (last == null && !folder.has(REPORT)) {
            last = evaluation(); // ended between the last checkpoint and the report
        }
        if (last != null) {
            folder.write(
                    REPORT,
                    RunReport.of(model.entry().name(), result, data.train().classNames(), last.confusion()));
        }
        listener.accept(new TrainingEvent.Ended(result));
        return result;
    }

    private void trainEpoch() {
        try (Epoch batches = trainLoader.epoch(epoch, batch)) {
            long begin = System.nanoTime();
            while (batches.hasNext()) {
                try (Batch next = batches.next()) {
                    long ready = System.nanoTime();
                    lastRate = rate();
                    double loss = update(next, lastRate);
                    batch++;
                    lossSum += loss;
                    long end = System.nanoTime();
                    listener.accept(new TrainingEvent.Stepped(
                            epoch,
                            batch,
                            trainLoader.batches(),
                            next.count() / Math.max(1, plan.config().augment().splits()),
                            loss,
                            lossSum / batch,
                            lastRate,
                            (end - begin) / NANOS,
                            (ready - begin) / NANOS));
                    begin = end;
                }
                int every = plan.config().train().checkpointSteps();
                if (every > 0 && optimizer.steps() % every == 0 && batch < trainLoader.batches()) {
                    save();
                }
            }
        }
    }

    private double update(Batch next, double rate) {
        long seed = plan.config().seed() * 0x9E3779B97F4A7C15L + optimizer.steps();
        return Engine.seeded(seed, () -> {
            try (Program.Results results = derivatives(next)) {
                double loss = finite(results.values().get(0).item(), rate);
                return ofTheRule(() -> {
                    optimizer.step(results, rate);
                    return loss;
                });
            }
        });
    }

    private Program.Results derivatives(Batch next) {
        int samples = optimizer.hessianSamples();
        try {
            return step.run(next, epoch, optimizer.steps(), samples);
        } catch (RuntimeException e) {
            String reason = Engine.reason(e);
            if (samples > 0 && reason.startsWith("derivative for")) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "optimizer '" + plan.optimizer().name() + "' needs second gradients, which model '"
                                + model.entry().name() + "' has not: " + reason
                                + "; choose another optimizer, or other layers in model.options",
                        e);
            }
            throw e;
        }
    }

    private double finite(double loss, double rate) {
        if (Double.isFinite(loss)) {
            return loss;
        }
        throw new JimmException(
                Category.CHECK_FAILED,
                "the loss is " + loss + " in epoch " + (epoch + 1) + " at update " + (optimizer.steps() + 1)
                        + ", learning rate " + rate + "; lower optimizer.lr and start again; the checkpoints in "
                        + folder.path() + ", if any, are from before");
    }

    private double rate() {
        return schedule.rate(
                plan.rate(),
                new TrainingProgress(
                        epoch,
                        optimizer.steps(),
                        metrics.stream().map(EpochMetrics::top1).toList()));
    }

    private Evaluation finishEpoch(long begin) {
        Evaluation evaluation = evaluation();
        EpochMetrics row = new EpochMetrics(
                epoch + 1, lastRate, lossSum / batch, evaluation.loss(), evaluation.top1(), evaluation.top5());
        boolean best = metrics.stream().allMatch(earlier -> earlier.score() < row.score());
        metrics.add(row);
        epoch++;
        batch = 0;
        lossSum = 0;
        folder.writeMetrics(metrics);
        save();
        listener.accept(new TrainingEvent.EpochEnded(row, epochs, best, (System.nanoTime() - begin) / NANOS));
        return evaluation;
    }

    private Evaluation evaluation() {
        return Evaluation.of(
                evaluated,
                validationLoader,
                model.options().classes(),
                data.validation().isMultiLabel());
    }

    private Map<String, String> providers() {
        Map<String, String> origins = new TreeMap<>(plan.origins());
        origins.put("model " + model.entry().name(), model.entry().origin());
        return origins;
    }

    private void save() {
        boolean epochEnded = batch == 0;
        String name = epochEnded
                ? String.format(Locale.ROOT, "epoch-%04d", epoch)
                : String.format(Locale.ROOT, "step-%08d", optimizer.steps());
        OptionalDouble score =
                epochEnded ? OptionalDouble.of(metrics.get(metrics.size() - 1).score()) : OptionalDouble.empty();
        CheckpointStore store = folder.checkpoints();
        Path written = store.write(
                name,
                optimizer.steps(),
                score,
                List.of(
                        TensorGroup.of(RunState.MODEL, weights),
                        new TensorGroup(RunState.OPTIMIZER, optimizer.saved())),
                state().toJson());
        store.prune(plan.config().train().keepCheckpoints(), 1);
        listener.accept(new TrainingEvent.Saved(written));
    }

    private RunState state() {
        return new RunState(
                plan.resolved().root().render(ConfigRenderOptions.concise()),
                data.train().classNames(),
                preprocessing,
                epoch,
                batch,
                optimizer.steps(),
                lossSum,
                metrics,
                fingerprint,
                trainLoader.bad().saved());
    }

    private void restore(Checkpoint checkpoint) {
        RunState state = RunState.of(checkpoint);
        if (!state.classes().equals(data.train().classNames())) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint.folder() + " was trained on the classes " + state.classes() + ", but the data has "
                            + data.train().classNames() + "; resume with the data that the run was started with");
        }
        if (!state.data().isEmpty() && !state.data().equals(fingerprint)) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint.folder() + " was trained on other data: " + state.data() + "; "
                            + plan.config().data().root() + " has now " + fingerprint
                            + "; resume with the data that the run was started with");
        }
        WeightLoader.load(weights, checkpoint.group(RunState.MODEL), Strictness.STRICT);
        optimizer.restore(checkpoint.group(RunState.OPTIMIZER), state.updates());
        epoch = state.epoch();
        batch = state.batch();
        lossSum = state.lossSum();
        metrics.addAll(state.metrics());
        trainLoader.bad().restore(state.badSamples());
        folder.writeMetrics(metrics);
    }

    private TrainingResult result() {
        EpochMetrics best = metrics.stream()
                .reduce((first, second) -> second.score() > first.score() ? second : first)
                .orElse(null);
        return new TrainingResult(
                folder.path(),
                List.copyOf(metrics),
                best,
                epoch == epochs,
                Stream.of(trainLoader, validationLoader)
                        .flatMap(loader -> loader.bad().listed().stream())
                        .toList(),
                trainLoader.bad().count() + validationLoader.bad().count(),
                (System.nanoTime() - startedAt) / NANOS);
    }

    @Override
    public void close() {
        evaluated.close();
        optimizer.close();
        step.close();
        weights.close();
        data.close();
    }
}
