package dev.jimm.core.train;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.core.metric.Metrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How far a run has come. */
final class RunProgress {
    private final String metric;
    private final List<EpochMetrics> epochs = new ArrayList<>();
    private int batch;
    private long updates;
    private double rate;
    private double lossSum;
    private int losses;

    /** @param metric by which epochs are compared */
    RunProgress(String metric) {
        this.metric = metric;
    }

    /** Goes on from what was saved. */
    void restore(RunState state) {
        epochs.addAll(state.metrics());
        batch = state.batch();
        updates = state.updates();
        rate = state.rate();
        lossSum = state.lossSum();
        losses = state.losses();
    }

    /** Begins the epoch that is under way anew. */
    void restartEpoch() {
        batch = 0;
        lossSum = 0;
        losses = 0;
    }

    /** The epoch under way, from 0: as many were finished. */
    int epoch() {
        return epochs.size();
    }

    /** How many batches of the epoch were trained. */
    int batch() {
        return batch;
    }

    /** How many updates there were, those that were skipped included. */
    long updates() {
        return updates;
    }

    /** The learning rate of the last update. */
    double rate() {
        return rate;
    }

    double lossSum() {
        return lossSum;
    }

    int losses() {
        return losses;
    }

    /** The mean over the updates of the epoch that were not skipped; NaN when there was none. */
    double meanLoss() {
        return losses == 0 ? Double.NaN : lossSum / losses;
    }

    List<EpochMetrics> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** Counts an update of so many batches, made at a learning rate. */
    void updated(int batches, double atRate, UpdateStep.Outcome outcome) {
        batch += batches;
        updates++;
        rate = atRate;
        if (outcome.skipped().isEmpty()) {
            lossSum += outcome.loss();
            losses++;
        }
    }

    /** @return whether no epoch before was as good */
    boolean finishEpoch(EpochMetrics row) {
        boolean best = epochs.stream().allMatch(earlier -> score(earlier) < score(row));
        epochs.add(row);
        restartEpoch();
        return best;
    }

    /** How good an epoch is; higher is better. */
    double score(EpochMetrics row) {
        return Metrics.score(metric, row.heldOut());
    }

    /** The best epoch, of equals the first; {@code null} when none was finished. */
    EpochMetrics best() {
        return epochs.stream()
                .reduce((first, second) -> score(second) > score(first) ? second : first)
                .orElse(null);
    }

    /** The values of a metric, of all epochs. */
    List<Double> values(String name) {
        return values(row -> row.heldOut().getOrDefault(name, Double.NaN));
    }

    /** As a schedule sees it. */
    Progress forSchedule() {
        return new Seen(
                epoch(),
                updates,
                values(row -> Metrics.score(metric, row.heldOut().getOrDefault(metric, Double.NaN))));
    }

    private List<Double> values(ToDoubleFunction<EpochMetrics> value) {
        return epochs.stream().mapToDouble(value).boxed().toList();
    }

    private record Seen(int epoch, long updates, List<Double> metrics) implements Progress {}
}
