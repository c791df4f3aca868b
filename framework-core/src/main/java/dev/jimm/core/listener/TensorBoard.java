package dev.jimm.core.listener;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Event files that TensorBoard shows, in the run's folder. */
public final class TensorBoard implements TrainingListenerProvider<TensorBoard.Options> {
    /** @param everySteps of so many updates one is written, at least 1; epochs are all written */
    public record Options(int everySteps) {
        public Options {
            if (everySteps < 1) {
                throw new IllegalArgumentException("every-steps must be at least 1, is " + everySteps);
            }
        }
    }

    @Override
    public Set<String> names() {
        return Set.of("tensorboard");
    }

    @Override
    public Options defaults(String name) {
        return new Options(50);
    }

    @Override
    public Description describe(String name) {
        return Description.of("event files for 'tensorboard --logdir runs'");
    }

    @Override
    public TrainingListener create(String name, Options options, Path runFolder) {
        return new TensorBoardLog(runFolder, options.everySteps(), Clock.systemUTC());
    }
}
