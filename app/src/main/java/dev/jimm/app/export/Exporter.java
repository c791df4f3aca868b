package dev.jimm.app.export;

import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.train.ModelOpener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Writes models in one format, and runs what it has written. */
interface Exporter {
    /**
     * What was written.
     *
     * @param files all of it
     * @param inputs what the written model takes
     * @param outputs what it gives
     * @param notes what differs from the original, a sentence each
     * @param next the line, or lines, of another program that use it
     */
    record Written(List<Path> files, List<Port> inputs, List<Port> outputs, List<String> notes, List<String> next) {}

    /**
     * A tensor at the border of the model.
     *
     * @param shape sizes; -1 where it takes any
     */
    record Port(String name, String type, List<Long> shape) {
        static Port of(String name, long... shape) {
            return new Port(name, "float32", Arrays.stream(shape).boxed().toList());
        }

        /** Normalised images. */
        static Port images(String name, ExportedModel model, int batch) {
            return of(
                    name,
                    size(batch),
                    model.model().options().channels(),
                    model.preprocessing().height(),
                    model.preprocessing().width());
        }

        static Port logits(ExportedModel model, int batch) {
            return of("logits", size(batch), model.outputs());
        }

        private static long size(int batch) {
            return batch == ExportedModel.ANY_BATCH ? -1 : batch;
        }
    }

    /** The names in a folder that is written; none for a file. */
    Set<String> folder();

    /** The program that runs what was written. */
    String runtime();

    Written write(Path output, ExportedModel model, ExportOptions options);

    /** Runs what was written beside the original; the largest difference as a part of the largest output. */
    double check(Path output, ExportedModel model, ExportOptions options, ModelOpener opener);
}
