package dev.jimm.core.listener;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Saved;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The events of a training of two epochs of four batches. The second batch of the second epoch is skipped; checkpoints
 * are after the second batch of each epoch and after each epoch.
 */
final class Story {
    private static final int BATCHES = 4;

    private final List<TrainingEvent> events = new ArrayList<>();
    /** By the number of events before the checkpoint is on disk: how a training goes on from it. */
    private final Map<Integer, Started> checkpoints = new LinkedHashMap<>();

    private long updates;

    Story() {
        checkpoints.put(0, started(0, 0, 0, true));
        for (int epoch = 1; epoch <= 2; epoch++) {
            for (int batch = 1; batch <= BATCHES; batch++) {
                step(epoch, batch);
            }
            events.add(ended(epoch, updates));
            save(epoch, 0);
        }
    }

    private static Started started(int epochsDone, int batchesDone, long updatesDone, boolean resumed) {
        Path folder = Path.of("runs", "first");
        return new Started(
                "first", folder, "resnet18", 11_181_642, 10, 128, 32, 2, epochsDone, batchesDone, updatesDone, resumed);
    }

    private void step(int epoch, int batch) {
        updates++;
        events.add(
                epoch == 2 && batch == 2
                        ? new Skipped(epoch, batch, updates, Skipped.Reason.GRADIENTS, 512)
                        : stepped(epoch, batch, updates));
        if (batch == 2) {
            save(epoch - 1, batch);
        }
    }

    private static Stepped stepped(int epoch, int batch, long update) {
        double norm = update == 3 ? Double.NaN : 2.0 * update;
        return new Stepped(epoch, batch, BATCHES, update, 32, 4.0 / update, 8.0 / update, 1e-3, norm, 0.25, 0.125);
    }

    private static EpochEnded ended(int epoch, long updates) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rate", 1e-3);
        metrics.put("train-loss", 2.5);
        metrics.put("loss", 1.5 / epoch);
        metrics.put("top1", 0.25 * epoch);
        metrics.put("ema-top1", 0.125 * epoch);
        return new EpochEnded(epoch, 2, updates, metrics, true, 2, 128, 0.5, 1 << 20);
    }

    private void save(int epochsDone, int batchesDone) {
        checkpoints.put(events.size(), started(epochsDone, batchesDone, updates, true));
        events.add(new Saved(Path.of("checkpoints", "epoch-000" + epochsDone)));
    }

    /** Goes on from the checkpoint inside of epoch 2 with a changed configuration: the epoch begins anew. */
    static void restartEpoch(TrainingListener listener) {
        listener.on(started(1, 0, 6, true));
        listener.on(stepped(2, 1, 7));
        listener.close();
    }

    int length() {
        return events.size();
    }

    void tell(TrainingListener listener) {
        tellUntil(events.size(), listener);
        listener.close();
    }

    /** A process that is killed after so many events: its listener is never closed. */
    void tellUntil(int killed, TrainingListener listener) {
        listener.on(started(0, 0, 0, false));
        events.subList(0, killed).forEach(listener::on);
    }

    /**
     * Goes on after the kill from the last checkpoint.
     *
     * @param newest whether a checkpoint that was just being written was completed
     */
    void resume(int killed, boolean newest, Supplier<TrainingListener> made) {
        int from = checkpoints.keySet().stream()
                .filter(position -> position < killed || newest && position == killed)
                .reduce(0, Math::max);
        try (TrainingListener listener = made.get()) {
            listener.on(checkpoints.get(from));
            events.subList(from, events.size()).forEach(listener::on);
        }
    }
}
