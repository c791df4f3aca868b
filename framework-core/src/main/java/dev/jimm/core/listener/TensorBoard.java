package dev.jimm.core.listener;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Event files that TensorBoard shows, in the run's folder. */
public final class TensorBoard implements TrainingListenerProvider<EverySteps> {
    @Override
    public Set<String> names() {
        return Set.of("tensorboard");
    }

    @Override
    public EverySteps defaults(String name) {
        return new EverySteps(50);
    }

    @Override
    public Description describe(String name) {
        return Description.of("event files for 'tensorboard --logdir runs'");
    }

    @Override
    public TrainingListener create(String name, EverySteps options, Path runFolder) {
        return new TensorBoardLog(runFolder, options.everySteps(), Clock.systemUTC());
    }
}
