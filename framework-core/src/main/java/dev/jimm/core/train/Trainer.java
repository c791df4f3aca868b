package dev.jimm.core.train;

import com.typesafe.config.ConfigRenderOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.DataSet;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.EvalTransform;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.TrainTransform;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.SafetensorsReader;
import dev.jimm.core.weights.SavedTensor;
import dev.jimm.core.weights.StoredTensor;
import dev.jimm.core.weights.StoredType;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The training loop.
 *
 * <p>Everything that is drawn is a pure function of the seed and the position: the order of an epoch, the augmentation of a sample, the
 * generator of an update. A run that goes on from a checkpoint therefore ends in the bits of an unbroken one.
 */
final class Trainer implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final RunPlan plan;
    private final ImageModel model;
    private final DataSet data;
    private final Consumer<TrainingEvent> listener;
    private final Preprocessing preprocessing;
    private final Loader trainLoader;
    private final Loader validationLoader;
    private final Schedule schedule;
    private final Weights weights;
    private final TrainStep step;
    private final Optimizer optimizer;
    private final InferenceModel evaluated;
    private final Set<String> noWeightDecay;
    private final long startedAt = System.nanoTime();

    private RunFolder folder;
    private final List<EpochMetrics> metrics = new ArrayList<>();
    private int epoch;
    private int batch;
    private double lossSum;
    private double lastRate;

    private record TrainingProgress(int epoch, long updates, List<Double> metrics) implements Progress {}

    /** @param weights become the trainer's, which closes them */
    Trainer(RunPlan plan, ImageModel model, Weights weights, DataSet data, Consumer<TrainingEvent> listener) {
        this.plan = plan;
        this.model = model;
        this.weights = weights;
        this.data = data;
        this.listener = listener;
        noWeightDecay = model.structure().noWeightDecay();
        RunConfig config = plan.config();
        TrainConfig train = config.train();
        preprocessing = config.input().resolve(model);
        TrainTransform augmented =
                new TrainTransform(config.augment(), preprocessing.height(), preprocessing.width(), plan.policy());
        EvalTransform plain = new EvalTransform(
                new EvalTransform.Config(preprocessing.cropPct(), preprocessing.interpolation()),
                preprocessing.height(),
                preprocessing.width());
        if (model.options().channels() != preprocessing.mean().size()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model.in-channels is " + model.options().channels()
                            + ", but images are read as red, green and blue;" + " leave the key out");
        }
        trainLoader = Loader.training(data.train(), augmented, config.data(), config.seed());
        validationLoader = Loader.evaluation(data.validation(), plain, config.data());
        schedule = plan.schedule().create(train.epochs(), trainLoader.batches());
        step = trainStep(config);
        optimizer = new Optimizer(plan.rule(), step.trained(), this::weightDecay, weights, train.execution());
        evaluated = new InferenceModel(model.structure(), weights, preprocessing, train.precision(), train.execution());
    }

    private TrainStep trainStep(RunConfig config) {
        try {
            return new TrainStep(model.structure(), weights, preprocessing, config.loss(), config.train());
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + model.entry().name() + "' does not work on images of " + preprocessing.height() + " x "
                            + preprocessing.width() + ": " + e.getMessage(),
                    e);
        }
    }

    /** As timm: tensors of one dimension, biases and the model's own exceptions do not decay. */
    private double weightDecay(Param param) {
        boolean exempt = param.rank() <= 1 || param.name().endsWith(".bias") || noWeightDecay.contains(param.name());
        return exempt ? 0 : plan.optimizer().weightDecay();
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
        TrainConfig config = plan.config().train();
        listener.accept(new TrainingEvent.Started(
                plan.config().name(),
                model.entry().name(),
                model.structure().parameters().weightCount(),
                model.options().classes(),
                data.train().size(),
                data.validation().size(),
                config.epochs(),
                epoch,
                batch));
        folder.addSession(Provenance.of(
                plan, providers(), data.train().size(), data.validation().size()));
        Evaluation last = null;
        while (epoch < config.epochs()) {
            long begin = System.nanoTime();
            trainEpoch();
            last = finishEpoch(begin);
        }
        TrainingResult result = result();
        if (last != null) {
            folder.write(
                    "report.md",
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
                            next.count(),
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
        try (Program.Results results = Engine.seeded(seed, () -> step.run(next))) {
            double loss = results.values().get(0).item();
            if (!Double.isFinite(loss)) {
                throw new JimmException(
                        Category.CHECK_FAILED,
                        "the loss is " + loss + " in epoch " + (epoch + 1) + " at update " + (optimizer.steps() + 1)
                                + ", learning rate " + rate
                                + "; lower optimizer.lr and start again; the checkpoints in "
                                + folder.path() + ", if any, are from before");
            }
            optimizer.step(results.gradients(), rate);
            return loss;
        }
    }

    private double rate() {
        return schedule.rate(
                plan.optimizer().lr(),
                new TrainingProgress(
                        epoch,
                        optimizer.steps(),
                        metrics.stream().map(EpochMetrics::top1).toList()));
    }

    private Evaluation finishEpoch(long begin) {
        Evaluation evaluation =
                Evaluation.of(evaluated, validationLoader, model.options().classes());
        EpochMetrics row = new EpochMetrics(
                epoch + 1, lastRate, lossSum / batch, evaluation.loss(), evaluation.top1(), evaluation.top5());
        boolean best = metrics.stream().allMatch(earlier -> earlier.score() < row.score());
        metrics.add(row);
        epoch++;
        batch = 0;
        lossSum = 0;
        folder.writeMetrics(metrics);
        save();
        listener.accept(new TrainingEvent.EpochEnded(
                row, plan.config().train().epochs(), best, (System.nanoTime() - begin) / NANOS));
        return evaluation;
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
        List<SavedTensor> state = optimizer.state().entrySet().stream()
                .map(entry -> SavedTensor.of(entry.getKey(), entry.getValue()))
                .toList();
        CheckpointStore store = folder.checkpoints();
        Path written = store.write(
                name,
                optimizer.steps(),
                score,
                List.of(TensorGroup.of(RunState.MODEL, weights), new TensorGroup(RunState.OPTIMIZER, state)),
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
                metrics);
    }

    private void restore(Checkpoint checkpoint) {
        RunState state = RunState.of(checkpoint);
        if (!state.classes().equals(data.train().classNames())) {
            throw new JimmException(
                    Category.DATA,
                    checkpoint.folder() + " was trained on the classes " + state.classes() + ", but the data has "
                            + data.train().classNames() + "; resume with the data that the run was started with");
        }
        WeightLoader.load(weights, checkpoint.group(RunState.MODEL), Strictness.STRICT);
        SafetensorsReader tensors = checkpoint.group(RunState.OPTIMIZER);
        optimizer.state().forEach((name, tensor) -> restore(tensor, tensors.get(name), tensors));
        optimizer.resume(state.updates());
        epoch = state.epoch();
        batch = state.batch();
        lossSum = state.lossSum();
        metrics.addAll(state.metrics());
        folder.writeMetrics(metrics);
    }

    private static void restore(DeviceTensor tensor, StoredTensor stored, SafetensorsReader file) {
        if (stored.type() != StoredType.of(tensor.type()) || !Arrays.equals(stored.shape(), tensor.shape())) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": tensor '" + stored.name() + "' is " + stored.type() + Shapes.text(stored.shape())
                            + ", the optimizer keeps " + tensor.type() + Shapes.text(tensor.shape())
                            + "; the file belongs to another run, delete its checkpoint to go on from an earlier one");
        }
        try (DeviceTensor saved = DeviceTensor.of(stored.bytes(), tensor.type(), tensor.shape())) {
            tensor.copyFrom(saved);
        }
    }

    private TrainingResult result() {
        EpochMetrics best = metrics.stream()
                .reduce((first, second) -> second.score() > first.score() ? second : first)
                .orElse(null);
        return new TrainingResult(
                folder.path(),
                List.copyOf(metrics),
                best,
                epoch == plan.config().train().epochs(),
                trainLoader.bad().listed(),
                trainLoader.bad().count(),
                (System.nanoTime() - startedAt) / NANOS);
    }

    @Override
    public void close() {
        evaluated.close();
        optimizer.close();
        step.close();
        weights.close();
    }
}
