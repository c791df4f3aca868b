package dev.jimm.app.evaluate;

import dev.jimm.api.data.Reader;
import dev.jimm.api.model.Model;
import dev.jimm.app.text.Text;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.Classifier;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.predict.ActivationStatistics;
import dev.jimm.core.predict.Embeddings;
import dev.jimm.core.predict.ViewAverage;
import dev.jimm.core.predict.ViewAverage.Mean;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import dev.jimm.core.transform.TestTimeAugmentation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A trained model at work: on as many views of each image as were asked for. */
final class ReadyModel implements AutoCloseable {
    private final SavedModel saved;
    private final TestTimeAugmentation views;
    private final InferenceModel model;

    private ReadyModel(SavedModel saved, TestTimeAugmentation views, Model structure) {
        this.saved = saved;
        this.views = views;
        TrainConfig train = saved.config().train();
        model = new InferenceModel(
                structure, saved.weights(), saved.preprocessing(), train.precision(), train.execution());
    }

    /** For logits. */
    static ReadyModel classifier(SavedModel saved, TestTimeAugmentation views) {
        return new ReadyModel(saved, views, saved.model().structure());
    }

    /** For what the classifier would get. */
    static ReadyModel embedder(SavedModel saved, TestTimeAugmentation views) {
        return new ReadyModel(saved, views, Embeddings.of(saved.model().structure()));
    }

    /** Takes the batches of {@link #loader}. */
    Classifier averaging(Mean mean) {
        return new ViewAverage(model, views.views(), mean);
    }

    /** A batch has as many images as without views, so it needs no more memory. */
    Loader loader(Reader reader, DataConfig config, int workers, int maxBadInRow) {
        int batch = Math.max(1, config.batchSize() / views.views());
        return Loader.evaluation(
                reader,
                views.of(saved.preprocessing().evalTransform()),
                config.evaluating(batch, workers, maxBadInRow));
    }

    /** Gets what only the first batch needs out of the way, so that the speed of the others can be measured. */
    void warmUp() {
        Preprocessing size = saved.preprocessing();
        model.logits(
                ByteBuffer.allocateDirect(
                        size.height() * size.width() * size.mean().size()),
                1);
    }

    ActivationStatistics statistics() {
        TrainConfig train = saved.config().train();
        return new ActivationStatistics(
                saved.model().structure(),
                saved.weights(),
                saved.preprocessing(),
                train.precision(),
                train.execution());
    }

    /**
     * What is at work, and how images are prepared for it, as it was saved with the weights: lines for people.
     *
     * @param averaged whether the moving average of the weights was loaded
     */
    List<String> title(boolean averaged) {
        Preprocessing preprocessing = saved.preprocessing();
        List<String> lines = new ArrayList<>();
        lines.add(saved.name() + " of " + saved.source() + (averaged ? ", moving average (EMA)" : ""));
        preprocessing.evalTransform().describe().forEach(step -> lines.add("  " + step));
        lines.add("  mean " + join(preprocessing.mean()) + ", deviation " + join(preprocessing.std()));
        if (views != TestTimeAugmentation.NONE) {
            lines.add("  average of " + views.describe());
        }
        return lines;
    }

    private static String join(List<Double> values) {
        return values.stream()
                .map(value -> Text.format("%.4f", value).replaceFirst("0+$", "").replaceFirst("\\.$", ""))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        model.close();
    }
}
