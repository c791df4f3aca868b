package dev.jimm.plugin.optimizers;

import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * Takes the part of a step that only makes a weight longer out of it, where the weight seems to be one whose length
 * does not count, as before a normalisation: there, gradients are at right angles to the weight. It is looked for in
 * each output channel first, all of which must agree, and then in the weight as a whole.
 *
 * <p>Heo et al., <a href="https://arxiv.org/abs/2006.08217">AdamP: Slowing Down the Slowdown for Momentum Optimizers on
 * Scale-invariant Weights</a>, 2020. With caution as in <a href="https://openreview.net/forum?id=OyT2CJ4fh7">Spherical
 * Cautious Optimizers</a>, which compares what is left of the step with what is left of the gradient.
 *
 * @param delta how small the cosine of weight and gradient must be, times the root of the number of values
 * @param wdRatio the part of weight decay that stays where the step was projected
 * @param eps added to the norms that are divided by
 * @param caution whether the projected step leaves out values that the gradient would move the other way
 */
record Projection(double delta, double wdRatio, double eps, boolean caution) {
    static final String PAPER = "https://arxiv.org/abs/2006.08217";

    /**
     * Projects a step and then decays the parameter, decoupled.
     *
     * @param inflation by how much more than by rate * decay
     * @return the step; not to be written
     */
    Tensor apply(ParameterUpdate update, Tensor step, double inflation) {
        if (update.parameter().shape().length < 2) {
            Tensor kept = caution ? Caution.masked(step, update.gradient()) : step;
            decay(update, inflation, null);
            return kept;
        }
        Sphere sphere = new Sphere(update.value(), update.gradient());
        Tensor tangential = sphere.tangential(step);
        if (caution) {
            tangential = sphere.tangential(Caution.masked(tangential, sphere.tangential(update.gradient())));
        }
        decay(update, inflation, sphere);
        return tangential;
    }

    /** @param sphere {@code null} where decay is whole */
    private static void decay(ParameterUpdate update, double inflation, Sphere sphere) {
        double decay = update.weightDecay() * inflation;
        if (decay != 0) {
            Tensor loss = update.number(step -> -step.rate() * decay);
            update.value().mul_((sphere == null ? loss : sphere.partOfDecay().mul(loss)).add(1));
        }
    }

    /** The values of a parameter with two axes or more, and whether their length counts. */
    private final class Sphere {
        private final Tensor value;
        /** The axes but the channels'. */
        private final long[] within;
        /** Of each channel (channels, 1, ...). */
        private final Tensor norms;
        /** Of all values (1, 1, ...). */
        private final Tensor norm;
        /** Whether channels are projected (rank 0). */
        private final Tensor byChannel;
        /** Whether the whole is projected, where channels are not (rank 0). */
        private final Tensor asWhole;

        Sphere(Tensor value, Tensor gradient) {
            this.value = value;
            within = LongStream.range(1, value.rank()).toArray();
            norms = value.normKeep(within);
            norm = norms.normKeep();
            Tensor products = value.mul(gradient).sumKeep(within);
            Tensor gradientNorms = gradient.normKeep(within);
            long count = Shapes.count(value.shape());
            byChannel = isSmall(products, norms, gradientNorms, count / value.size(0));
            asWhole = isSmall(products.sumKeep(), norm, gradientNorms.normKeep(), count);
        }

        private Tensor isSmall(Tensor products, Tensor norms, Tensor gradientNorms, long count) {
            Tensor cosines = products.div(bounded(norms)).div(bounded(gradientNorms));
            Tensor largest = cosines.abs().max();
            return largest.zerosLike().add(delta / Math.sqrt(count)).greater(largest);
        }

        private Tensor bounded(Tensor norms) {
            return norms.clamp(eps, Double.POSITIVE_INFINITY);
        }

        /** What of a vector is at right angles to the value, or all of it where lengths count; a tensor of its own. */
        Tensor tangential(Tensor vector) {
            Tensor products = value.mul(vector).sumKeep(within);
            Tensor none = norm.zerosLike();
            Tensor radial =
                    byChannel.where(along(products, norms), asWhole.where(along(products.sumKeep(), norm), none));
            return value.mul(radial.neg()).add(vector);
        }

        /** How often the value is in a vector. Divides twice, as the square of a small norm is 0 in float32. */
        private Tensor along(Tensor products, Tensor norms) {
            Tensor divisor = norms.add(eps);
            return products.div(divisor).div(divisor);
        }

        Tensor partOfDecay() {
            Tensor all = norm.zerosLike().add(1);
            Tensor reduced = all.mul(wdRatio);
            return byChannel.where(reduced, asWhole.where(reduced, all));
        }
    }
}
