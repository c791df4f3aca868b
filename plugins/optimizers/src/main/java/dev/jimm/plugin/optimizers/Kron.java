package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Kron: gradient descent with a preconditioner that is learnt from random directions, the Kronecker product of a
 * triangular matrix for each axis of a parameter. As timm's; weight decay does not pass through the preconditioner, so
 * {@code kron} is {@code kronw}. {@code kronc} corrects the decay for the schedule of the rate.
 *
 * <p>The factors of the preconditioner are balanced at every hundredth time that it is fitted, whereas timm draws each
 * time, with a chance of one in a hundred.
 *
 * <p>Li, <a href="https://arxiv.org/abs/1512.04202">Preconditioned Stochastic Gradient Descent</a>, 2015; Pooladzandi
 * and Li, <a href="https://arxiv.org/abs/2402.04553">Curvature-Informed SGD via General Purpose Lie-Group
 * Preconditioners</a>, 2024.
 */
public final class Kron extends RuleFamily<Kron.Options> {
    private static final String MOMENTUM = "momentum_buffer";
    private static final String FACTOR = "Q_";

    /** The quadratic mean of a preconditioned gradient should be 1; above this it is cut down to this. */
    private static final double LARGEST_MEAN = 1.1;

    private static final int FITS_PER_BALANCE = 100;

    private static final int REST = 0;
    private static final int FIT = 1;
    private static final int BALANCE_AND_FIT = 2;

    public Kron() {
        super(
                Rule::new,
                List.of(
                        member("kron", options(false), "gradient descent with a learnt Kronecker preconditioner"),
                        member("kronw", options(false), "another name of kron"),
                        member("kronc", options(true), "Kron with corrected weight decay", Decay.CORRECTED_PAPER)),
                "https://arxiv.org/abs/1512.04202",
                "https://arxiv.org/abs/2402.04553");
    }

    private static Options options(boolean correctedDecay) {
        return new Options(0.9, null, 2048, 2, null, true, 0.1, 1, correctedDecay, false, 2, -1);
    }

    /** Which factors are diagonal to save memory. */
    public enum MemorySaveMode {
        /** That of the largest axis. */
        ONE_DIAG,
        /** That of the largest axis, if all others are smaller. */
        SMART_ONE_DIAG,
        /** All. */
        ALL_DIAG;

        private boolean isDiagonal(long[] shape, int axis) {
            boolean largest = IntStream.range(0, shape.length)
                    .allMatch(other -> shape[other] < shape[axis] || shape[other] == shape[axis] && other <= axis);
            boolean alone =
                    Arrays.stream(shape).filter(size -> size == shape[axis]).count() == 1;
            return switch (this) {
                case ONE_DIAG -> largest;
                case SMART_ONE_DIAG -> largest && alone && shape.length > 1;
                case ALL_DIAG -> true;
            };
        }
    }

    /**
     * The options.
     *
     * @param momentum the part of the momentum that stays at each step, in [0, 1)
     * @param preconditionerUpdateProbability at which part of the steps the preconditioner is fitted, in (0, 1];
     *     {@code null} for all up to step 500, and from there on ever fewer, down to 3 in 100 from step 4000
     * @param maxSizeTriangular the size above which an axis has a diagonal factor, at least 0
     * @param minNdimTriangular the rank below which a parameter has diagonal factors, at least 0
     * @param memorySaveMode which other factors are diagonal; {@code null} for none
     * @param momentumIntoPrecondUpdate whether the preconditioner is fitted to the momentum, not to the gradient
     * @param precondLr how far the preconditioner moves when it is fitted, in (0, 1]
     * @param precondInitScale what the preconditioner is at the start, above 0
     * @param correctedDecay whether weight decay is by rate * rate / base rate * decay
     * @param flatten whether the axes from flattenStartDim to flattenEndDim are taken as one
     * @param flattenStartDim from 0
     * @param flattenEndDim below 0 counted from the end
     */
    public record Options(
            double momentum,
            Double preconditionerUpdateProbability,
            int maxSizeTriangular,
            int minNdimTriangular,
            MemorySaveMode memorySaveMode,
            boolean momentumIntoPrecondUpdate,
            double precondLr,
            double precondInitScale,
            boolean correctedDecay,
            boolean flatten,
            int flattenStartDim,
            int flattenEndDim) {
        public Options {
            Checks.fraction("momentum", momentum);
            if (preconditionerUpdateProbability != null) {
                positiveShare("preconditioner-update-probability", preconditionerUpdateProbability);
            }
            Checks.atLeast("max-size-triangular", 0, maxSizeTriangular);
            Checks.atLeast("min-ndim-triangular", 0, minNdimTriangular);
            positiveShare("precond-lr", precondLr);
            Checks.positive("precond-init-scale", precondInitScale);
            Checks.atLeast("flatten-start-dim", 0, flattenStartDim);
        }

        private static void positiveShare(String key, double value) {
            Checks.require(value > 0 && value <= 1, key + " must be above 0 and at most 1, is " + value);
        }
    }

    private record Rule(Options options, KronSchedule schedule) implements UpdateRule {
        Rule(Options options) {
            this(
                    options,
                    options.preconditionerUpdateProbability() == null
                            ? KronSchedule.annealed()
                            : KronSchedule.even(options.preconditionerUpdateProbability()));
        }

        @Override
        public int phase(long step) {
            if (!schedule.isFittedAt(step)) {
                return REST;
            }
            return schedule.fits(step) % FITS_PER_BALANCE == 0 ? BALANCE_AND_FIT : FIT;
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            long[] shape = shape(parameter);
            Checks.require(
                    shape.length <= KronFactors.MOST_AXES,
                    "flatten must be true for '" + parameter + "', which has more than " + KronFactors.MOST_AXES
                            + " axes");
            Init start = identity(Math.pow(options.precondInitScale(), 1.0 / shape.length));
            List<StateTensor> kept = new ArrayList<>(List.of(StateTensor.of(MOMENTUM, shape)));
            for (int axis = 0; axis < shape.length; axis++) {
                long[] sizes =
                        isDiagonal(shape, axis) ? new long[] {shape[axis]} : new long[] {shape[axis], shape[axis]};
                kept.add(StateTensor.of(FACTOR + axis, sizes).starting(start));
            }
            return kept;
        }

        /** A multiple of the identity matrix, or of its diagonal. */
        private static Init identity(double scale) {
            return (values, shape, random) -> {
                int stride = shape.length == 1 ? 1 : (int) shape[0] + 1;
                for (int i = 0; i < values.length; i += stride) {
                    values[i] = (float) scale;
                }
            };
        }

        private boolean isDiagonal(long[] shape, int axis) {
            return shape[axis] == 1
                    || shape[axis] > options.maxSizeTriangular()
                    || shape.length < options.minNdimTriangular()
                    || options.memorySaveMode() != null
                            && options.memorySaveMode().isDiagonal(shape, axis);
        }

        /** The shape that a parameter is preconditioned in: of rank 1 at least, and flattened where asked for. */
        private long[] shape(Param parameter) {
            long[] shape = parameter.rank() == 0 ? new long[] {1} : parameter.shape();
            int start = options.flattenStartDim();
            int end = Math.min(options.flattenEndDim(), shape.length - 1);
            end = end < 0 ? shape.length + end : end;
            if (!options.flatten() || start >= end) {
                return shape;
            }
            long joined = Shapes.count(Arrays.copyOfRange(shape, start, end + 1));
            return IntStream.concat(IntStream.rangeClosed(0, start), IntStream.range(end + 1, shape.length))
                    .mapToLong(axis -> axis == start ? joined : shape[axis])
                    .toArray();
        }

        @Override
        public void update(ParameterUpdate update) {
            long[] shape = shape(update.parameter());
            Tensor gradient = update.gradient().reshape(shape);
            Tensor momentum = update.state(MOMENTUM).lerp_(gradient, 1 - options.momentum());
            Tensor corrected = momentum.div(Moments.correction(update, options.momentum()));
            KronFactors factors = new KronFactors(IntStream.range(0, shape.length)
                    .mapToObj(axis -> update.state(FACTOR + axis))
                    .toList());
            if (update.phase() == BALANCE_AND_FIT && shape.length > 1) {
                factors.balance();
            }
            if (update.phase() != REST) {
                Tensor fitted = options.momentumIntoPrecondUpdate() ? corrected : gradient;
                factors.fit(fitted, corrected.normalLike(), options.precondLr());
            }
            Tensor step = factors.precondition(corrected);
            Tensor rate = TrustRatio.limit(step, LARGEST_MEAN).mul(update.rate());
            Decay.decoupled(update, options.correctedDecay());
            update.value().addcmul_(step.reshape(update.parameter().shape()), rate, -1);
        }
    }
}
