package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.TrainTransform;
import dev.jimm.core.model.ModelConfig;
import java.util.Objects;

/**
 * The configuration of a training run: one record a section. The sections of plugins stay as they were written until the plugin's own
 * record binds them.
 *
 * @param name the run's name: its folder under {@code train.output}
 * @param seed decides everything that is drawn: initial values, order, augmentation, dropout
 */
public record RunConfig(
        String name,
        long seed,
        ModelConfig model,
        DataConfig data,
        InputConfig input,
        TrainTransform.Config augment,
        Config optimizer,
        Config scheduler,
        LossConfig loss,
        TrainConfig train) {
    public RunConfig {
        for (Object section : new Object[] {model, data, input, augment, optimizer, scheduler, loss, train}) {
            Objects.requireNonNull(section);
        }
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("name must be letters, digits, '.', '_' and '-', is '" + name + "'");
        }
        if (model.name() == null) {
            throw new IllegalArgumentException("model.name is missing; 'jimm models' lists what there is");
        }
    }

    private static RunConfig defaults() {
        return new RunConfig(
                "run",
                42,
                ModelConfig.named("resnet18"),
                DataConfig.defaults(),
                InputConfig.defaults(),
                TrainTransform.Config.defaults(),
                ConfigFactory.parseString("name = adamw"),
                ConfigFactory.parseString("name = cosine"),
                LossConfig.defaults(),
                TrainConfig.defaults());
    }

    /** Binds a whole configuration file; fails with all of its problems at once. */
    public static RunConfig bind(Config file) {
        Problems problems = new Problems();
        RunConfig run = ConfigBinder.bind(file, "", defaults(), problems);
        problems.throwIfAny();
        return run;
    }
}
