package dev.jimm.core.predict;

import dev.jimm.core.metric.Logistic;
import dev.jimm.core.metric.Softmax;
import dev.jimm.core.model.Classifier;
import java.nio.ByteBuffer;

/**
 * Classifies images by several views of each, as a loader gives them that makes views: first the first views of all
 * images, then the second ones. Answers with fewer rows than it is given images: one for all views of an image.
 *
 * @param views of each image, at least 1
 * @param mean how several answers become one
 */
public record ViewAverage(Classifier model, int views, Mean mean) implements Classifier {
    /** What is averaged. The results are logits again, so that whoever computes probabilities from them gets the mean. */
    public enum Mean {
        /** Probabilities that add up to 1: the softmax. */
        PROBABILITIES,
        /** Probabilities of classes that do not exclude each other: the sigmoid. */
        INDEPENDENT_PROBABILITIES,
        /** The values themselves, such as embeddings. */
        VALUES
    }

    public ViewAverage {
        if (views < 1) {
            throw new IllegalArgumentException("there must be at least one view, not " + views);
        }
    }

    /** @param count of all views, a multiple of {@link #views()} */
    @Override
    public float[][] logits(ByteBuffer pixels, int count) {
        float[][] all = model.logits(pixels, count);
        if (views == 1) {
            return all;
        }
        float[][] averaged = new float[count / views][];
        for (int image = 0; image < averaged.length; image++) {
            float[][] ofImage = new float[views][];
            for (int view = 0; view < views; view++) {
                ofImage[view] = all[view * averaged.length + image];
            }
            averaged[image] = average(ofImage);
        }
        return averaged;
    }

    private float[] average(float[][] ofViews) {
        return switch (mean) {
            case PROBABILITIES -> ofProbabilities(ofViews);
            case INDEPENDENT_PROBABILITIES -> ofIndependent(ofViews);
            case VALUES -> ofValues(ofViews);
        };
    }

    /** The logarithms of the mean probabilities; as logarithms throughout, since small ones would vanish. */
    private static float[] ofProbabilities(float[][] ofViews) {
        double[] norms = new double[ofViews.length];
        for (int view = 0; view < norms.length; view++) {
            norms[view] = Softmax.of(ofViews[view]).logSum();
        }
        float[] averaged = new float[ofViews[0].length];
        double[] terms = new double[ofViews.length];
        for (int label = 0; label < averaged.length; label++) {
            for (int view = 0; view < terms.length; view++) {
                terms[view] = ofViews[view][label] - norms[view];
            }
            averaged[label] = (float) (logSum(terms) - Math.log(terms.length));
        }
        return averaged;
    }

    /** The logarithm of mean probability : mean probability of the contrary. */
    private static float[] ofIndependent(float[][] ofViews) {
        float[] averaged = new float[ofViews[0].length];
        double[] yes = new double[ofViews.length];
        double[] no = new double[ofViews.length];
        for (int label = 0; label < averaged.length; label++) {
            for (int view = 0; view < yes.length; view++) {
                yes[view] = -Logistic.softplus(-ofViews[view][label]);
                no[view] = -Logistic.softplus(ofViews[view][label]);
            }
            averaged[label] = (float) (logSum(yes) - logSum(no));
        }
        return averaged;
    }

    private static float[] ofValues(float[][] ofViews) {
        float[] averaged = new float[ofViews[0].length];
        for (int i = 0; i < averaged.length; i++) {
            double sum = 0;
            for (float[] view : ofViews) {
                sum += view[i];
            }
            averaged[i] = (float) (sum / ofViews.length);
        }
        return averaged;
    }

    /** The logarithm of the sum of what the logarithms are of. */
    private static double logSum(double[] logarithms) {
        double most = Double.NEGATIVE_INFINITY;
        for (double logarithm : logarithms) {
            most = Math.max(most, logarithm);
        }
        if (Double.isInfinite(most)) {
            return most;
        }
        double sum = 0;
        for (double logarithm : logarithms) {
            sum += Math.exp(logarithm - most);
        }
        return most + Math.log(sum);
    }
}
