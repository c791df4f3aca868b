package dev.jimm.app.average;

import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.ReaderView;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.norm.NormStatistics;
import dev.jimm.core.train.RunLoaders;
import dev.jimm.core.train.RunPlan;
import dev.jimm.core.train.RunPlanner;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import java.util.List;

/** Tells how good a model's weights are at the moment, on the images that its run held out. */
final class HeldOutScore implements AutoCloseable {
    private final SavedModel saved;
    private final String metric;
    private final TrainingData data;
    private final Loader heldOut;
    private final Loader training;
    private final boolean multiLabel;
    private final InferenceModel model;

    /**
     * @param saved stays the caller's
     * @param metric what counts
     * @throws JimmException CONFIGURATION for an unknown metric
     */
    HeldOutScore(SavedModel saved, String metric, DataSets dataSets, RunPlanner planner) {
        this.saved = saved;
        this.metric = metric;
        RunPlan plan = planner.plan(ConfigTree.toConfig(saved.config()));
        data = dataSets.openExisting(saved.config().data(), saved.config().seed());
        try {
            multiLabel = data.validation().isMultiLabel();
            requireMetric();
            heldOut = Loader.evaluation(
                    ReaderView.ofClasses(data.validation(), saved.classes()),
                    saved.preprocessing().evalTransform(),
                    saved.config().data());
            TrainConfig train = saved.config().train();
            training = RunLoaders.training(plan, saved.preprocessing(), data, train.epochs());
            model = new InferenceModel(
                    saved.model().structure(),
                    saved.weights(),
                    saved.preprocessing(),
                    train.precision(),
                    train.execution());
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private void requireMetric() {
        List<String> known = Metrics.names(multiLabel, Metrics.TOPS);
        if (!known.contains(metric)) {
            throw new JimmException(Category.CONFIGURATION, "--metric: " + Metrics.unknown(metric, known));
        }
    }

    /** The metric of the weights as they are. */
    double value() {
        return Evaluation.of(model, heldOut, saved.classes().size(), multiLabel).metric(metric);
    }

    /** Takes the running statistics of the weights from so many batches of training images. */
    void recalibrate(int batches) {
        NormStatistics.recalibrate(
                saved.model().structure(),
                saved.weights(),
                saved.preprocessing(),
                training,
                saved.config().train().precision(),
                batches);
    }

    @Override
    public void close() {
        model.close();
        data.close();
    }
}
