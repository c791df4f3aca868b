package dev.jimm.app.evaluate;

import dev.jimm.api.data.Reader;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.ReaderView;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.train.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Labelled images, with the labels of a model.
 *
 * @param source of the reader
 */
record ValidationData(Reader reader, Source source) implements AutoCloseable {
    /** What is to be closed. */
    @FunctionalInterface
    interface Source {
        void close() throws IOException;
    }

    /**
     * The held-out part of the run's own data, or the images of a folder: all of them, unless the folder has a part for
     * training.
     *
     * @param folder or {@code null} for the run's own data
     * @throws JimmException DATA when there are classes that the model does not know
     */
    static ValidationData of(SavedModel model, Path folder, DataSets dataSets) {
        DataConfig own = model.config().data();
        DataConfig config = folder == null ? own : own.reading("image-folder", folder);
        if (folder == null || Files.isDirectory(folder.resolve("train"))) {
            TrainingData data = dataSets.openExisting(config, model.config().seed());
            return new ValidationData(known(data.validation(), model, config.root()), data::close);
        }
        Reader all = dataSets.openWhole(config);
        return new ValidationData(known(all, model, folder), all::close);
    }

    private static Reader known(Reader data, SavedModel model, Path root) {
        List<String> found = data.classNames();
        List<String> unknown =
                found.stream().filter(name -> !model.classes().contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "the data in " + root + " has " + found.size() + " classes, of which the model in " + model.source()
                            + " does not know " + String.join(", ", unknown) + "; it knows "
                            + String.join(", ", model.classes()));
        }
        return ReaderView.ofClasses(data, model.classes());
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot close the data set: " + e.getMessage(), e);
        }
    }
}
