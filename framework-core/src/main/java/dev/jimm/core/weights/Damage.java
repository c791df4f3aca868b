package dev.jimm.core.weights;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;

/** A file of a checkpoint does not hold what was written. The message tells the file and what is wrong with it. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    Damage(String file, String problem, Throwable cause) {
        super(file + " " + problem, cause);
    }

    /**
     * What to tell the user, with the checkpoint to go on from.
     *
     * @param step of the damaged checkpoint; {@link Long#MAX_VALUE} when that cannot be read
     */
    JimmException of(Path checkpoint, long step) {
        String remedy = CheckpointStore.beside(checkpoint)
                .soundBefore(checkpoint, step)
                .map(before -> "delete the folder " + checkpoint + " to go on from the checkpoint " + before.name()
                        + " (step " + before.step() + ")")
                .orElse("there is no sound checkpoint before it: get the folder from a copy, or start anew");
        return new JimmException(Category.DATA, checkpoint + ": damaged: " + getMessage() + "; " + remedy, this);
    }
}
