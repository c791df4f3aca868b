package dev.jimm.app.evaluate;

import dev.jimm.app.text.Launcher;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that a command's argument RUN names. */
final class TrainedModel {
    private TrainedModel() {}

    /**
     * Loads it.
     *
     * @param averaged whether the moving average of the weights takes their place
     * @param reparameterised whether each sum of branches is made one convolution
     * @throws JimmException CONFIGURATION when the argument is the name of an architecture, which is a mistake that
     *     many make, or the model has no such branches, DATA when it is no folder with a model
     */
    static SavedModel load(Path run, ModelCatalogue models, boolean averaged, boolean reparameterised) {
        if (!Files.exists(run) && isName(run.toString(), models)) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "there is no folder " + run + ". It is the name of a model, but pretrained weights cannot be had by"
                            + " name yet: give the folder of a run, such as runs/NAME, that '"
                            + Launcher.command("train", "FILE") + "' has written");
        }
        SavedModel saved = SavedModel.load(run, models, averaged);
        return reparameterised ? saved.reparameterised() : saved;
    }

    private static boolean isName(String text, ModelCatalogue models) {
        try {
            models.find(text);
            return true;
        } catch (JimmException e) {
            return false;
        }
    }
}
