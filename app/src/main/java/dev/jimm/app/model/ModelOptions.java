package dev.jimm.app.model;

import dev.jimm.app.session.Session;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which weights a model's name means. */
public final class ModelOptions {
    /** What the argument MODEL may be. */
    public static final String MODEL = "The folder of a run (its best checkpoint is taken), of a checkpoint or of an"
            + " exported model; a model such as resnet50 or resnet50.a1_in1k with its pretrained weights; or"
            + " hf-hub:owner/name.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Take the weights in FILE for a MODEL that is named, instead of its pretrained ones.")
    private Path weights;

    @Option(
            names = "--lenient",
            description = "Load of --weights what fits, and tell the rest. Default: all of it has to fit.")
    private boolean lenient;

    private Integer imageSize;

    @Option(names = "--ema", description = "Use the moving average of the weights, of a run that kept one.")
    private boolean averaged;

    @Option(
            names = "--reparam",
            description = "First make the branches of RepVGG, MobileOne and their like one convolution: the same"
                    + " results, faster.")
    private boolean reparameterised;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Height and width of the images. Tables of positions are resized where the model has them.")
    private void imageSize(int pixels) {
        if (pixels < 1 || pixels > Preprocessing.LARGEST) {
            throw new ParameterException(
                    spec.commandLine(), "--image-size must be from 1 to " + Preprocessing.LARGEST + ", is " + pixels);
        }
        imageSize = pixels;
    }

    /** Whether the moving average of the weights is asked for. */
    public boolean isAveraged() {
        return averaged;
    }

    /**
     * Opens a model; the caller closes it. What is to be known of a load that was not exact is printed.
     *
     * @throws JimmException CONFIGURATION when nothing has that name, an option is not for it, or it has no branches to be
     *     made one; DATA when its files are damaged or of another model
     */
    public SavedModel open(String model, Session session) {
        ModelOpener.Request request = new ModelOpener.Request(model, weights, lenient, imageSize, averaged);
        SavedModel saved = session.get(ModelOpener.class)
                .open(request, line -> spec.commandLine().getErr().println("jimm: " + line));
        return reparameterised ? saved.reparameterised() : saved;
    }

    /**
     * An architecture with fresh weights; the caller closes it.
     *
     * @throws JimmException CONFIGURATION when nothing has that name, or an option asks for trained weights
     */
    public SavedModel untrained(String model, Session session) {
        if (weights != null || lenient || averaged) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "--untrained asks for fresh weights; leave out --weights, --lenient and --ema");
        }
        SavedModel fresh = session.get(ModelOpener.class).untrained(model, imageSize);
        return reparameterised ? fresh.reparameterised() : fresh;
    }
}
