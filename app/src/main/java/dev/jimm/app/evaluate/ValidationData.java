package dev.jimm.app.evaluate;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.data.ClassMap;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.ReaderView;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.train.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Labelled images, with the labels of a model.
 *
 * @param config that they were opened by
 * @param source of the reader
 */
record ValidationData(Reader reader, DataConfig config, Source source) implements AutoCloseable {
    private static final int LISTED = 10;

    /** What is to be closed. */
    @FunctionalInterface
    interface Source {
        void close() throws IOException;
    }

    /**
     * Opens them.
     *
     * @throws JimmException CONFIGURATION for an unknown reader or wrong options, DATA when the data cannot be read, or
     *     there are classes that the model does not know
     */
    static ValidationData of(SavedModel model, DataArguments arguments, DataSets dataSets) {
        DataConfig config = arguments.config(model.config().data());
        if (arguments.root() == null && !model.isOfRun()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "this model has no data of its own, since no run here has trained it; give labelled images by --data"
                            + " PATH");
        }
        return arguments.split() == Split.TRAIN || arguments.split() == Split.VALIDATION
                ? part(model, config, arguments.split(), dataSets)
                : chosen(model, config, arguments.split() == Split.ALL, dataSets);
    }

    /** As a training divides the data. */
    private static ValidationData part(SavedModel model, DataConfig config, Split split, DataSets dataSets) {
        TrainingData data = dataSets.openExisting(config, model.config().seed());
        return labelled(config, data::close, model, () -> split == Split.TRAIN ? data.train() : data.validation());
    }

    private static ValidationData chosen(SavedModel model, DataConfig config, boolean all, DataSets dataSets) {
        DataSet data = dataSets.openParts(config);
        return labelled(config, data::close, model, () -> {
            Reader reader = all ? DataSets.whole(data) : data.validation().orElse(data.train());
            return config.classMap() == null
                    ? reader
                    : ClassMap.read(config.classMap()).applied(reader);
        });
    }

    private static ValidationData labelled(
            DataConfig config, Source source, SavedModel model, Supplier<Reader> reader) {
        try {
            Reader labelled = known(reader.get(), model, config.root());
            return new ValidationData(labelled, config, source);
        } catch (RuntimeException e) {
            close(source);
            throw e;
        }
    }

    private static Reader known(Reader data, SavedModel model, Path root) {
        List<String> found = data.classNames();
        if (!model.isNamed() && found.size() == model.classes().size()) {
            return data; // in the order of their names, as the classes of ImageNet are
        }
        List<String> unknown =
                found.stream().filter(name -> !model.classes().contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "the data in " + root + " has " + found.size() + " classes, of which the model in " + model.source()
                            + " does not know " + listed(unknown) + "; it knows " + listed(model.classes()));
        }
        return ReaderView.ofClasses(data, model.classes());
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(LISTED, names.size())))
                + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }

    @Override
    public void close() {
        close(source);
    }

    private static void close(Source source) {
        try {
            source.close();
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot close the data set: " + Reason.of(e), e);
        }
    }
}
