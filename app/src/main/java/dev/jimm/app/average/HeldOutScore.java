package dev.jimm.app.average;

import com.typesafe.config.ConfigValueFactory;
import dev.jimm.api.nn.Param;
import dev.jimm.core.average.Ingredients;
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
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.norm.NormStatistics;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.train.RunLoaders;
import dev.jimm.core.train.RunPlan;
import dev.jimm.core.train.RunPlanner;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import java.util.List;
import java.util.Set;

/** Makes averages in the weights of a model, and tells how good they are on the images that its run held out. */
final class HeldOutScore implements AutoCloseable {
    private final Ingredients ingredients;
    private final SavedModel saved;
    private final String metric;
    private final int batches;
    private final TrainingData data;
    private final Loader heldOut;
    private final Loader training;
    private final Set<Param> frozen;
    private final boolean multiLabel;
    private final InferenceModel model;
    /** What the weights are the average of. */
    private List<Integer> filled = List.of();

    /**
     * @param saved of the first ingredient; stays the caller's
     * @param metric what counts
     * @param batches from how many the running statistics of an average of several are taken; 0 to average them too
     * @throws JimmException CONFIGURATION for an unknown metric
     */
    HeldOutScore(
            Ingredients ingredients,
            SavedModel saved,
            String metric,
            int batches,
            DataSets dataSets,
            RunPlanner planner) {
        this.ingredients = ingredients;
        this.saved = saved;
        this.metric = metric;
        this.batches = batches;
        // the weights are there: those that the run started from need not be found
        RunPlan plan = planner.plan(ConfigTree.toConfig(saved.config())
                .withValue("model.pretrained", ConfigValueFactory.fromAnyRef(Pretrained.NONE)));
        data = dataSets.openExisting(saved.config().data(), saved.config().seed());
        try {
            multiLabel = data.validation().isMultiLabel();
            requireMetric();
            heldOut = Loader.evaluation(
                    ReaderView.ofClasses(data.validation(), saved.classes()),
                    saved.preprocessing().evalTransform(),
                    saved.config().data());
            TrainConfig train = saved.config().train();
            frozen = ParameterGroups.of(plan.optimizer(), saved.model().structure())
                    .frozen()
                    .keySet();
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

    /** The score of the average of some: higher is better, and nothing is worse than what is not finite. */
    double of(List<Integer> taken) {
        fill(taken);
        double value = Evaluation.of(model, heldOut, saved.classes().size(), multiLabel)
                .metric(metric);
        return Double.isFinite(value) ? Metrics.score(metric, value) : Double.NEGATIVE_INFINITY;
    }

    /** Makes the model's weights the average of some, unless they are it already. */
    void fill(List<Integer> taken) {
        if (taken.equals(filled)) {
            return;
        }
        ingredients.average(taken, saved.weights());
        if (batches > 0 && taken.size() > 1) {
            recalibrate();
        }
        filled = List.copyOf(taken);
    }

    private void recalibrate() {
        TrainConfig train = saved.config().train();
        NormStatistics.recalibrate(
                saved.model().structure(),
                saved.weights(),
                frozen::contains,
                saved.preprocessing(),
                training,
                new NormStatistics.Measuring(
                        train.precision(), batches, saved.config().seed()),
                () -> false);
    }

    @Override
    public void close() {
        model.close();
        data.close();
    }
}
