package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.distill.DistillationConfig;
import dev.jimm.core.loss.LossConfig;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.pretrained.PretrainedWeights;
import java.util.Objects;

/**
 * The configuration of a training run: one record a section. The sections of plugins ({@code optimizer}, {@code scheduler}, {@code
 * augment.options}, {@code log}) stay as they were written until the plugin's own record binds them.
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
        AugmentConfig augment,
        Config optimizer,
        Config scheduler,
        LossConfig loss,
        DistillationConfig distillation,
        TrainConfig train,
        Config log) {
    public RunConfig {
        Object[] sections = {model, data, input, augment, optimizer, scheduler, loss, distillation, train, log};
        for (Object section : sections) {
            Objects.requireNonNull(section);
        }
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("name must be letters, digits, '.', '_' and '-', is '" + name + "'");
        }
    }

    /** What holds where a file says nothing; it has to name a model. */
    static RunConfig defaults() {
        return new RunConfig(
                "run",
                42,
                ModelConfig.defaults(),
                DataConfig.defaults(),
                InputConfig.defaults(),
                AugmentConfig.defaults(),
                ConfigFactory.empty(),
                ConfigFactory.empty(),
                LossConfig.defaults(),
                DistillationConfig.defaults(),
                TrainConfig.defaults(),
                ConfigFactory.empty());
    }

    /**
     * Binds a whole configuration file, but for the sections of plugins.
     *
     * @param problems receives what is wrong
     * @return the configuration; where something was refused, the default stands in its place
     */
    static RunConfig bind(Config file, Problems problems) {
        RunConfig run = ConfigBinder.bind(file, "", defaults(), problems);
        if (run.model().name() == null && !problems.isRefused("model.name")) {
            problems.add(Location.of(file, "model"), "model.name is missing; 'jimm models' lists what there is");
        }
        return run;
    }

    /** How many samples an update learns from, at most. */
    int samplesPerUpdate() {
        return data.batchSize() * train.accumulate();
    }

    /** The same with the model that its pretrained weights are for, and the images that they know. */
    RunConfig starting(PretrainedWeights.Resolved resolved) {
        return with(
                resolved.model(),
                resolved.described()
                        .map(hub -> input.over(hub.config(), resolved.sized()))
                        .orElse(input));
    }

    /** The same with what another one, of a run that was started from the same repository of the hub, has from there. */
    RunConfig startedAs(RunConfig old) {
        ModelConfig saved = old.model();
        return with(
                model.starting(saved.name(), saved.pretrained(), saved.options())
                        .shaped(saved.globalPool(), saved.outputStride()),
                input.over(old.input()));
    }

    /** The same without a model's name, for where it cannot be one. */
    RunConfig withoutModel() {
        return with(ModelConfig.named(null), input);
    }

    private RunConfig with(ModelConfig newModel, InputConfig newInput) {
        return new RunConfig(
                name, seed, newModel, data, newInput, augment, optimizer, scheduler, loss, distillation, train, log);
    }

    /** A run of one model, with the defaults of everything else: what a model that no run has trained is used with. */
    static RunConfig of(ModelConfig model, InputConfig input) {
        return defaults().with(model, input);
    }

    /** The same with the plugins' sections written out. */
    RunConfig withPlugins(Config optimizer, Config scheduler, Config policyOptions, Config readerOptions, Config log) {
        return new RunConfig(
                name,
                seed,
                model,
                data.options(readerOptions),
                input,
                augment.options(policyOptions),
                optimizer,
                scheduler,
                loss,
                distillation,
                train,
                log);
    }
}
