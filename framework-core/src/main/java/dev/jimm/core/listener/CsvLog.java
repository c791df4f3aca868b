package dev.jimm.core.listener;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import java.nio.file.Path;

/**
 * A table of the updates. It holds nothing that depends on the machine's speed, so that a resumed run writes the rows of
 * an unbroken one, and two runs can be compared. An update that was skipped has no row; a norm that was not measured is
 * an empty cell.
 */
final class CsvLog implements TrainingListener {
    private static final String HEADER = "epoch,batch,update,samples,loss,mean-loss,rate,gradient-norm";
    private static final int UPDATE = 2;

    private final Path path;
    private LineFile file;

    CsvLog(Path path) {
        this.path = path;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof Started started) {
            start(started);
        } else if (event instanceof Stepped step) {
            file.add(row(step));
        }
    }

    private void start(Started started) {
        file = started.resumed() ? LineFile.reopen(path, row -> isBehind(row, started)) : LineFile.create(path);
        if (file.isEmpty()) {
            file.add(HEADER);
        }
    }

    private static boolean isBehind(String row, Started started) {
        return !row.equals(HEADER) && Long.parseLong(row.split(",")[UPDATE]) > started.updatesDone();
    }

    private static String row(Stepped step) {
        String start = step.epoch() + "," + step.batch() + "," + step.update() + "," + step.samples();
        String norm = Double.isNaN(step.gradientNorm()) ? "" : Double.toString(step.gradientNorm());
        return start + "," + step.loss() + "," + step.meanLoss() + "," + step.rate() + "," + norm;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
