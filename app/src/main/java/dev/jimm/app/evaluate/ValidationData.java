package dev.jimm.app.evaluate;

import dev.jimm.api.image.Image;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSet;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.Reader;
import dev.jimm.core.data.UnreadableImageException;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Labelled images, with the labels of a model. */
final class ValidationData implements Reader {
    private final List<Reader> parts;
    private final List<String> modelClasses;

    private ValidationData(List<Reader> parts, List<String> modelClasses) {
        this.parts = parts;
        this.modelClasses = modelClasses;
    }

    /**
     * The held-out part of the run's own data, or the images of a folder: all of them, unless the folder has a part for
     * training.
     *
     * @param folder or {@code null} for the run's own data
     * @throws JimmException DATA when there are classes that the model does not know
     */
    static Reader of(SavedModel model, Path folder) {
        DataConfig own = model.config().data();
        if (folder == null) {
            Reader heldOut = DataSets.openExisting(own, model.config().seed()).validation();
            return known(new ValidationData(List.of(heldOut), model.classes()), model, own.root());
        }
        DataSet data =
                DataSets.openExisting(imageFolder(own, folder), model.config().seed());
        List<Reader> parts = Files.isDirectory(folder.resolve("train"))
                ? List.of(data.validation())
                : List.of(data.train(), data.validation());
        return known(new ValidationData(parts, model.classes()), model, folder);
    }

    private static DataConfig imageFolder(DataConfig own, Path folder) {
        return new DataConfig(
                "image-folder",
                folder,
                own.validationFraction(),
                own.batchSize(),
                own.workers(),
                own.prefetch(),
                own.maxBadInRow());
    }

    private static Reader known(ValidationData data, SavedModel model, Path root) {
        List<String> found = data.parts.get(0).classNames();
        List<String> unknown =
                found.stream().filter(name -> !model.classes().contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "the data in " + root + " has " + found.size() + " classes, of which the model in " + model.source()
                            + " does not know " + String.join(", ", unknown) + "; it knows "
                            + String.join(", ", model.classes()));
        }
        return data;
    }

    @Override
    public List<String> classNames() {
        return modelClasses;
    }

    @Override
    public int size() {
        return parts.stream().mapToInt(Reader::size).sum();
    }

    @Override
    public int label(int index) {
        Place place = place(index);
        return modelClasses.indexOf(place.part.classNames().get(place.part.label(place.index)));
    }

    @Override
    public String name(int index) {
        Place place = place(index);
        return place.part.name(place.index);
    }

    @Override
    public Image image(int index) throws UnreadableImageException {
        Place place = place(index);
        return place.part.image(place.index);
    }

    /** A sample of one of the parts. */
    private record Place(Reader part, int index) {}

    private Place place(int index) {
        int rest = index;
        for (Reader part : parts) {
            if (rest < part.size()) {
                return new Place(part, rest);
            }
            rest -= part.size();
        }
        throw new IndexOutOfBoundsException(index);
    }
}
