package dev.jimm.core.train;

import dev.jimm.core.metric.Metrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an epoch came to; a row of metrics.csv. It holds nothing that depends on the machine's speed, so that a
 * resumed run writes the rows of an unbroken one.
 *
 * @param epoch counted from 1
 * @param rate the learning rate of the last update
 * @param trainLoss the mean over the updates that were not skipped
 * @param heldOut the metrics of the held-out samples by name, those of averaged weights with the prefix {@value
 *     dev.jimm.core.metric.Metrics#EMA}
 */
public record EpochMetrics(int epoch, double rate, double trainLoss, Map<String, Double> heldOut) {
    public EpochMetrics {
        heldOut = Collections.unmodifiableMap(new LinkedHashMap<>(heldOut));
    }

    /** Everything by name, in the order in which it is shown. */
    Map<String, Double> all() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("rate", rate);
        all.put("train-loss", trainLoss);
        all.putAll(heldOut);
        return all;
    }

    /** The content of metrics.csv. What an epoch does not have, since the configuration was changed behind it, is empty. */
    static String csv(List<EpochMetrics> epochs) {
        Set<String> names = new LinkedHashSet<>();
        epochs.forEach(epoch -> names.addAll(epoch.heldOut.keySet()));
        Stream<String> header = Stream.concat(
                Stream.of("epoch", "rate", "train_loss"), names.stream().map(EpochMetrics::column));
        return Stream.concat(Stream.of(header), epochs.stream().map(epoch -> epoch.cells(names)))
                .map(cells -> cells.collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String column(String metric) {
        return (metric.startsWith(Metrics.EMA) ? metric : "validation-" + metric).replace('-', '_');
    }

    private Stream<String> cells(Set<String> names) {
        Stream<Object> own = Stream.of(epoch, rate, trainLoss);
        return Stream.concat(own, names.stream().map(name -> heldOut.containsKey(name) ? heldOut.get(name) : ""))
                .map(Object::toString);
    }
}
