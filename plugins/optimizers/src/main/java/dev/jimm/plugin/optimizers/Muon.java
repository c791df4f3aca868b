package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Muon: a step is the momentum of a weight matrix with all its singular values made equal, so that no direction is
 * neglected. {@code nmuon} looks ahead along the momentum; {@code adamuon} and {@code nadamuon} also divide the step by
 * the root of its averaged square. Weight decay is decoupled.
 *
 * <p>As timm's: what is no matrix of at least 4 by 4 and at most 128 times as long as wide, nor can be made one, such
 * as a bias or the kernel of a depthwise convolution, is updated by AdamW, with Nesterov's momentum where Muon has it.
 *
 * <p>Jordan et al., <a href="https://kellerjordan.github.io/posts/muon/">Muon: An optimizer for hidden layers in neural
 * networks</a>, 2024; Liu et al., <a href="https://arxiv.org/abs/2502.16982">Muon is Scalable for LLM Training</a>,
 * 2025; Si et al., <a href="https://arxiv.org/abs/2507.11005">AdaMuon: Adaptive Muon Optimizer</a>, 2025.
 */
public final class Muon extends RuleFamily<Muon.Options> {
    private static final String MOMENTUM = "momentum_buffer";

    public Muon() {
        super(
                Rule::new,
                List.of(
                        member("muon", options(Algorithm.MUON, false), "momentum with equal singular values"),
                        member("nmuon", options(Algorithm.MUON, true), "Muon with Nesterov's momentum"),
                        member("adamuon", options(Algorithm.ADAMUON, false), "Muon with adaptive rates"),
                        member(
                                "nadamuon",
                                options(Algorithm.ADAMUON, true),
                                "Muon with adaptive rates and Nesterov's momentum")),
                "https://kellerjordan.github.io/posts/muon/",
                "https://arxiv.org/abs/2502.16982",
                "https://arxiv.org/abs/2507.11005");
    }

    private static Options options(Algorithm algo, boolean nesterov) {
        return new Options(
                algo,
                0.9,
                nesterov,
                5,
                NewtonSchulzCoefficients.QUINTIC,
                1e-7,
                1,
                false,
                RateScale.MATCH_RMS_ADAMW,
                ConvMode.FLATTEN,
                true,
                1,
                List.of(0.9, 0.95));
    }

    /** What is done with the orthogonal step. */
    public enum Algorithm {
        /** It is taken. */
        MUON,
        /** It is divided by the root of its averaged square. */
        ADAMUON
    }

    /** What the rate is multiplied by, from the rows (out) and the columns (in) of a matrix. */
    public enum RateScale {
        /** 1. */
        NONE,
        /** sqrt(max(1, out / in)); for {@link Algorithm#MUON}. */
        ORIGINAL,
        /**
         * 0.2 * sqrt(max(out, in)), which makes steps about as long as those of AdamW; a step of {@link
         * Algorithm#ADAMUON} gets the norm 0.2 * sqrt(out * in).
         */
        MATCH_RMS_ADAMW,
        /** sqrt(out / in). */
        RMS_TO_RMS,
        /** 1 / sqrt(in); for {@link Algorithm#ADAMUON}. */
        RSQRT_IN;

        private double of(Algorithm algo, double out, double in) {
            return switch (this) {
                case NONE -> 1;
                case ORIGINAL -> Math.sqrt(Math.max(1, out / in));
                case MATCH_RMS_ADAMW -> 0.2 * Math.sqrt(algo == Algorithm.MUON ? Math.max(out, in) : out * in);
                case RMS_TO_RMS -> Math.sqrt(out / in);
                case RSQRT_IN -> 1 / Math.sqrt(in);
            };
        }
    }

    /** How the kernel of a convolution (out, in, height, width) is made a matrix. */
    public enum ConvMode {
        /** One, (out, in * height * width). */
        FLATTEN,
        /** One (out, in) for each position. */
        BATCHED
    }

    /**
     * The options.
     *
     * @param algo what is done with the orthogonal step
     * @param momentum the part of the momentum that stays at each step, in [0, 1)
     * @param nesterov whether a step looks ahead along the momentum
     * @param nsSteps the number of Newton-Schulz iterations, at least 1
     * @param nsCoefficients the polynomials that they apply
     * @param eps the least norm that a matrix is taken to have; also added to the roots of averaged squares; above 0
     * @param safetyFactor what the norm of a matrix is multiplied by, above 0
     * @param scaleEps whether eps * sqrt(in / out) is added to the norm of a matrix
     * @param adjustLrFn what the rate is multiplied by; for {@code adamuon} out and in are the last two axes of a
     *     parameter, as in timm: height and width of a kernel
     * @param convMode how the kernel of a convolution is made a matrix
     * @param normalizeSpatial whether the steps of batched kernels are divided by sqrt(height * width)
     * @param fallbackLrScale what the rate is multiplied by where AdamW takes over, above 0
     * @param betas of AdamW: the parts of the averages of the gradient and of its square that stay at each step, each
     *     in [0, 1). The second is also that of {@code adamuon}
     */
    public record Options(
            Algorithm algo,
            double momentum,
            boolean nesterov,
            int nsSteps,
            NewtonSchulzCoefficients nsCoefficients,
            double eps,
            double safetyFactor,
            boolean scaleEps,
            RateScale adjustLrFn,
            ConvMode convMode,
            boolean normalizeSpatial,
            double fallbackLrScale,
            List<Double> betas) {
        public Options {
            Checks.fraction("momentum", momentum);
            Checks.atLeast("ns-steps", 1, nsSteps);
            Checks.positive("eps", eps);
            Checks.positive("safety-factor", safetyFactor);
            RateScale foreign = algo == Algorithm.MUON ? RateScale.RSQRT_IN : RateScale.ORIGINAL;
            List<String> fitting = Arrays.stream(RateScale.values())
                    .filter(scale -> scale != foreign)
                    .map(Options::kebab)
                    .toList();
            Checks.require(
                    adjustLrFn != foreign,
                    "adjust-lr-fn must be one of " + String.join(", ", fitting) + " where algo is " + kebab(algo)
                            + ", is " + kebab(adjustLrFn));
            Checks.positive("fallback-lr-scale", fallbackLrScale);
            betas = Checks.betas(betas, 2);
        }

        private static String kebab(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Rule(Options options, NewtonSchulz iteration) implements UpdateRule {
        /** Of the rows and columns of a matrix; timm's choice, as is the next. */
        private static final int LEAST_SIZE = 4;

        private static final int LARGEST_ASPECT_RATIO = 128;

        Rule(Options options) {
            this(
                    options,
                    new NewtonSchulz(
                            options.nsSteps(),
                            options.nsCoefficients(),
                            options.eps(),
                            options.safetyFactor(),
                            options.scaleEps()));
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            if (!isMatrix(parameter.shape())) {
                return Moments.state(parameter);
            }
            StateTensor momentum = StateTensor.like(parameter, MOMENTUM);
            return options.algo() == Algorithm.MUON
                    ? List.of(momentum)
                    : List.of(momentum, StateTensor.like(parameter, Moments.SECOND));
        }

        private static boolean isMatrix(long[] shape) {
            if (shape.length < 2 || shape[0] == 1 || shape[1] == 1) {
                return false;
            }
            long columns = Shapes.count(Arrays.copyOfRange(shape, 1, shape.length));
            long least = Math.min(shape[0], columns);
            return least >= LEAST_SIZE && Math.max(shape[0], columns) <= LARGEST_ASPECT_RATIO * least;
        }

        @Override
        public void update(ParameterUpdate update) {
            if (isMatrix(update.parameter().shape())) {
                muon(update);
            } else {
                adam(update);
            }
        }

        private void muon(ParameterUpdate update) {
            Decay.decoupled(update, false);
            Tensor gradient = update.gradient();
            Tensor momentum = update.state(MOMENTUM).lerp_(gradient, 1 - options.momentum());
            // times 1 is a copy: the gradient itself must not be written
            Tensor direction = options.nesterov() ? gradient.mul(1).lerp_(momentum, options.momentum()) : momentum;
            Tensor matrix = matrix(direction);
            Tensor orthogonal = iteration.orthogonal(matrix);
            Tensor step = (matrix.rank() > 2 ? orthogonal.permute(1, 2, 0) : orthogonal).reshape(gradient.shape());
            if (options.algo() == Algorithm.MUON) {
                move(update, step, scale(update, matrix));
            } else {
                moveAdaptively(update, step);
            }
        }

        /** The whole as a matrix, or (rank 3) as a batch of them. */
        private Tensor matrix(Tensor direction) {
            if (direction.rank() == 2) {
                return direction;
            }
            return options.convMode() == ConvMode.FLATTEN
                    ? direction.flatten(1)
                    : direction.flatten(2).permute(2, 0, 1);
        }

        private double scale(ParameterUpdate update, Tensor matrix) {
            double scale = options.adjustLrFn().of(options.algo(), matrix.size(-2), matrix.size(-1));
            boolean batched = options.convMode() == ConvMode.BATCHED && options.normalizeSpatial();
            long[] shape = update.parameter().shape();
            long positions = Shapes.count(Arrays.copyOfRange(shape, 2, shape.length));
            return batched ? scale / Math.sqrt(positions) : scale;
        }

        private static void move(ParameterUpdate update, Tensor step, double scale) {
            update.value().addcmul_(step, update.number(numbers -> numbers.rate() * scale), -1);
        }

        private void moveAdaptively(ParameterUpdate update, Tensor step) {
            double beta = options.betas().get(1);
            double scale = scale(update, step);
            Tensor square = Moments.second(update, step, beta);
            if (options.adjustLrFn() == RateScale.MATCH_RMS_ADAMW) {
                Tensor adaptive = step.div(square.sqrt().add_(options.eps()));
                Tensor length = adaptive.norm().add(options.eps());
                move(update, adaptive.div(length), scale);
            } else {
                Tensor corrected = square.div(Moments.correction(update, beta));
                move(update, step.div(corrected.sqrt().add_(options.eps())), scale);
            }
        }

        private void adam(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            double beta = options.betas().get(0);
            double scale = options.fallbackLrScale();
            Decay.shrink(update, step -> step.rate() * scale);
            Tensor first = Moments.first(update, gradient, beta);
            Tensor square = Moments.second(update, gradient, options.betas().get(1));
            Tensor direction = options.nesterov() ? first.mul(beta).add_(gradient, 1 - beta) : first;
            Moments.descend(update, direction, square, options.betas(), options.eps(), scale);
        }
    }
}
