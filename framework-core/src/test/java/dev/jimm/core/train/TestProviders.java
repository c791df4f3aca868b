package dev.jimm.core.train;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.pretrained.ToyFamily;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What a training takes from plugins, as small as it can be. */
public final class TestProviders {
    private TestProviders() {}

    static ProviderCatalogue catalogue() {
        return ProviderCatalogue.of(all());
    }

    public static List<Provided<?>> all() {
        return List.of(
                new Provided<>(new TinyFamily(), "tests"),
                new Provided<>(new ToyFamily(), "tests"),
                new Provided<>(new LargeKernels(), "tests"),
                new Provided<>(new Roots(), "tests"),
                new Provided<>(new Optimizers(), "tests"),
                new Provided<>(new Schedules(), "tests"),
                new Provided<>(new Policies(), "tests"));
    }

    /** A model whose logits are finite and whose gradients are not: a root has none at 0. */
    private static final class Roots implements ModelProvider {
        @Override
        public String family() {
            return "roots";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return List.of(new Architecture<>("rooted", new TinyFamily.Options(4, false), Roots::build));
        }

        private static Model build(TinyFamily.Options unused, ModelOptions options, Scope root) {
            Layer conv = Conv2d.of(options.channels(), 4, 3).at(root.at("conv"));
            return Model.builder(root)
                    .features((x, pass) -> {
                        Tensor maps = conv.forward(x, pass);
                        return maps.add(maps.mul(0).sqrt());
                    })
                    .head(ClassifierHead.at(root.at("fc"), 4, options, GlobalPool.AVG))
                    .featureCount(4)
                    .build();
        }
    }

    /** A model that works on images of 17 pixels and more. */
    private static final class LargeKernels implements ModelProvider {
        @Override
        public String family() {
            return "large";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return List.of(new Architecture<>("too_large", new TinyFamily.Options(4, false), LargeKernels::build));
        }

        private static Model build(TinyFamily.Options unused, ModelOptions options, Scope root) {
            return Model.builder(root)
                    .features(Conv2d.of(options.channels(), 4, 17).padding(0).at(root.at("conv")))
                    .head(ClassifierHead.at(root.at("fc"), 4, options, GlobalPool.AVG))
                    .featureCount(4)
                    .build();
        }
    }

    record SgdOptions(double momentum) {
        SgdOptions {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum must be in [0, 1), is " + momentum);
            }
        }
    }

    /**
     * {@code sgd} with momentum and coupled decay; {@code decay-only} replaces each weight by its decay, {@code noise} by what the
     * random generator gives next; {@code curved} steps by the curvature; {@code picky} takes no momentum, {@code broken} has
     * no defaults, and {@code failing} no rule.
     */
    static final class Optimizers implements OptimizerProvider<SgdOptions> {
        @Override
        public Set<String> names() {
            return Set.of("sgd", "decay-only", "noise", "curved", "picky", "broken", "failing");
        }

        @Override
        public SgdOptions defaults(String name) {
            if (name.equals("broken")) {
                throw new IllegalArgumentException("there are no defaults for broken");
            }
            return new SgdOptions(0.9);
        }

        @Override
        public UpdateRule rule(String name, SgdOptions options) {
            return switch (name) {
                case "sgd" -> new Sgd(options.momentum());
                case "picky" ->
                    throw new IllegalArgumentException("momentum must be 0 for picky, is " + options.momentum());
                case "failing" -> throw new UnsupportedOperationException("no rule");
                case "curved" -> new Curved();
                case "noise" ->
                    new Stateless(update -> update.value().copy_(update.value().randomLike()));
                default -> new Stateless(update -> update.value().mul_(0).add_(update.weightDecay()));
            };
        }

        @Override
        public Description describe(String name) {
            return Description.of("the test's " + name);
        }
    }

    record Sgd(double momentum) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, "velocity"));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = update.gradient().add_(update.value(), update.weightDecay());
            Tensor velocity = update.state("velocity").mul_(momentum).add_(gradient, 1);
            update.value().add_(velocity.mul(update.rate()), -1);
        }
    }

    /** Adam on the curvature, without averages, at every second step; at the others, a small step along it. */
    private record Curved() implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, "curvature"));
        }

        @Override
        public int phase(long step) {
            return (int) (step % 2);
        }

        @Override
        public int hessianSamples(int phase) {
            return phase;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor curvature = update.state("curvature");
            if (update.phase() == 1) {
                curvature.copy_(update.hessian().abs().add(0.1));
            }
            update.value().addcmul_(update.gradient().div(curvature), update.rate(), -0.1);
        }
    }

    private record Stateless(Consumer<ParameterUpdate> body) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of();
        }

        @Override
        public void update(ParameterUpdate update) {
            body.accept(update);
        }
    }

    record ScheduleOptions(int warmupEpochs) {}

    /**
     * {@code cosine} from the rate to 0 over all updates; {@code halving} halves it at each epoch; {@code longer} is the same and adds an
     * epoch.
     */
    static final class Schedules implements SchedulerProvider<ScheduleOptions> {
        @Override
        public Set<String> names() {
            return Set.of("cosine", "halving", "longer", "negative", "nothing");
        }

        @Override
        public ScheduleOptions defaults(String name) {
            return new ScheduleOptions(0);
        }

        @Override
        public Schedule create(String name, ScheduleOptions options, int epochs, int updatesPerEpoch) {
            if (options.warmupEpochs() >= epochs) {
                throw new IllegalArgumentException(
                        "warmup-epochs must be less than the " + epochs + " epochs, is " + options.warmupEpochs());
            }
            return switch (name) {
                case "halving" -> new Halving(0);
                case "longer" -> new Halving(1);
                case "negative" -> (baseRate, progress) -> -baseRate;
                case "nothing" -> null;
                default -> new Cosine((long) epochs * updatesPerEpoch);
            };
        }

        @Override
        public Description describe(String name) {
            return Description.of("the test's " + name);
        }
    }

    private record Cosine(long updates) implements Schedule {
        @Override
        public double rate(double baseRate, Progress progress) {
            return baseRate * (1 + Math.cos(Math.PI * progress.updates() / updates)) / 2;
        }
    }

    private record Halving(int added) implements Schedule {
        @Override
        public int epochs(int configured) {
            return configured + added;
        }

        @Override
        public double rate(double baseRate, Progress progress) {
            return baseRate * Math.pow(0.5, progress.epoch());
        }
    }

    record ShiftOptions(int pixels, int colour) {}

    /** {@code shift} leaves images as they are and remembers its options. */
    static final class Policies implements AugmentPolicyProvider<ShiftOptions> {
        @Override
        public Set<String> names() {
            return Set.of("shift");
        }

        @Override
        public ShiftOptions defaults(String name) {
            return new ShiftOptions(1, 7);
        }

        @Override
        public AugmentPolicy create(String name, ShiftOptions options, Canvas canvas) {
            if (options.pixels() > 8) {
                throw new IllegalArgumentException("pixels must be below 9, is " + options.pixels());
            }
            return new Shift(options.pixels(), options.colour());
        }
    }

    record Shift(int pixels, int colour) implements AugmentPolicy {
        @Override
        public Image apply(Image image, RandomGenerator random) {
            return image;
        }
    }
}
