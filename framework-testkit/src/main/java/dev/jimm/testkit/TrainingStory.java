package dev.jimm.testkit;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Ended;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Saved;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What listeners are told of a training of two epochs of four batches. A checkpoint follows each epoch and its second batch. */
final class TrainingStory {
    private static final int EPOCHS = 2;
    private static final int BATCHES = 4;
    private static final int SAMPLES = 32;

    private final Path folder;
    private final boolean finite;

    private TrainingStory(Path folder, boolean finite) {
        this.folder = folder;
        this.finite = finite;
    }

    /** The courses that a training can take in a run's folder, by what they are called in messages. */
    static Map<String, Function<Path, List<TrainingEvent>>> courses() {
        Map<String, Function<Path, List<TrainingEvent>>> courses = new LinkedHashMap<>();
        courses.put("a whole training", TrainingStory::whole);
        courses.put("a training whose numbers are not finite", run -> new TrainingStory(run, false).all());
        courses.put("a training that is interrupted in its first epoch", TrainingStory::interrupted);
        courses.put("a training that stops since nothing gets better", TrainingStory::early);
        courses.put(
                "a training that fails after three updates", run -> whole(run).subList(0, 4));
        courses.put("a training that fails before it starts", run -> List.of());
        courses.put(
                "a training that goes on in a folder where the listener has written nothing", TrainingStory::goneOn);
        courses.put("a training that goes on when all is done", TrainingStory::done);
        return courses;
    }

    static List<TrainingEvent> whole(Path folder) {
        return new TrainingStory(folder, true).all();
    }

    /** A training that dies one update behind the checkpoint after the first epoch. */
    static List<TrainingEvent> died(Path folder) {
        List<TrainingEvent> whole = whole(folder);
        int saved = whole.indexOf(new Saved(checkpoint(folder, 1)));
        return whole.subList(0, saved + 2);
    }

    /** The same, going on from that checkpoint. */
    static List<TrainingEvent> goneOn(Path folder) {
        List<TrainingEvent> whole = whole(folder);
        List<TrainingEvent> events = new ArrayList<>(List.of(new TrainingStory(folder, true).started(1)));
        events.addAll(whole.subList(whole.indexOf(new Saved(checkpoint(folder, 1))) + 1, whole.size()));
        return events;
    }

    private static List<TrainingEvent> interrupted(Path folder) {
        TrainingStory story = new TrainingStory(folder, true);
        return List.of(
                story.started(0),
                story.step(1, 1),
                new Saved(checkpoint(folder, 0)),
                new Stopped(Stopped.Reason.INTERRUPTED),
                story.ended(false, 0));
    }

    private static List<TrainingEvent> early(Path folder) {
        TrainingStory story = new TrainingStory(folder, true);
        List<TrainingEvent> events = new ArrayList<>(List.of(story.started(0)));
        story.addEpoch(events, 1);
        events.add(new Stopped(Stopped.Reason.NO_IMPROVEMENT));
        events.add(story.ended(true, 1));
        return events;
    }

    private static List<TrainingEvent> done(Path folder) {
        TrainingStory story = new TrainingStory(folder, true);
        return List.of(story.started(EPOCHS), story.ended(true, 1));
    }

    private static Path checkpoint(Path folder, int epochsDone) {
        return folder.resolve("checkpoints").resolve("epoch-" + epochsDone);
    }

    private List<TrainingEvent> all() {
        List<TrainingEvent> events = new ArrayList<>(List.of(started(0)));
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            addEpoch(events, epoch);
        }
        events.add(ended(true, 1));
        return events;
    }

    private void addEpoch(List<TrainingEvent> events, int epoch) {
        for (int batch = 1; batch <= BATCHES; batch++) {
            events.add(step(epoch, batch));
            if (batch == 2) {
                events.add(new Saved(folder.resolve("checkpoints").resolve("update-" + update(epoch, batch))));
            }
        }
        events.add(new EpochEnded(
                epoch,
                EPOCHS,
                update(epoch, BATCHES),
                metrics(epoch),
                epoch == 1,
                2.5,
                64,
                0.125,
                epoch == 1 ? 0 : 1L << 31));
        events.add(new Saved(checkpoint(folder, epoch)));
    }

    private static long update(int epoch, int batch) {
        return (epoch - 1L) * BATCHES + batch;
    }

    private Started started(int epochsDone) {
        long updates = (long) epochsDone * BATCHES;
        return new Started(
                "first", folder, "tiny_net", 1234, 10, 128, 32, EPOCHS, epochsDone, 0, updates, epochsDone > 0);
    }

    /** The third of each epoch is skipped; the norm of the first is not measured. */
    private TrainingEvent step(int epoch, int batch) {
        long update = update(epoch, batch);
        if (batch == 3) {
            return new Skipped(epoch, batch, update, epoch == 1 ? Skipped.Reason.LOSS : Skipped.Reason.GRADIENTS, 512);
        }
        double norm = update == 1 ? Double.NaN : number(2.0 * update, Double.POSITIVE_INFINITY);
        return new Stepped(
                epoch,
                batch,
                BATCHES,
                update,
                SAMPLES,
                number(4.0 / update, Double.NaN),
                number(8.0 / update, Double.NaN),
                1e-3,
                norm,
                0.25,
                0.125);
    }

    private double number(double usual, double other) {
        return finite ? usual : other;
    }

    private Map<String, Double> metrics(int epoch) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rate", 1e-3);
        metrics.put("train-loss", number(2.0 / epoch, Double.NaN));
        metrics.put("loss", number(1.0 / epoch, Double.POSITIVE_INFINITY));
        metrics.put("top1", number(0.25 * epoch, Double.NaN));
        metrics.put("ema-top1", number(0.25 * epoch, Double.NEGATIVE_INFINITY));
        return metrics;
    }

    private Ended ended(boolean finished, int bestEpoch) {
        List<String> bad = List.of("images/3.png: the file is empty");
        Map<String, Double> best = bestEpoch == 0 ? Map.of() : metrics(bestEpoch);
        return new Ended(new TrainingResult(folder, finished, "top1", bestEpoch, best, bad, 1, 2, 12.5));
    }
}
