package dev.jimm.core.listener;

import dev.jimm.api.event.TrainingListenerProvider;
import java.util.List;

/** The listeners that are there without any plugin. */
public final class BuiltInListeners {
    private BuiltInListeners() {}

    /** New instances of all. */
    public static List<TrainingListenerProvider<?>> all() {
        return List.of(new Csv(), new JsonLines(), new TensorBoard());
    }
}
