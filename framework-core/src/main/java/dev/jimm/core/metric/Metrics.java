package dev.jimm.core.metric;

import dev.jimm.core.error.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The names of metrics, as maps, tables and the configuration have them, and which way is up.
 *
 * <p>Those of the averaged weights are the same behind {@link #EMA}, as in {@code ema-top1}.
 */
public final class Metrics {
    /** The mean cross entropy; of multi-label data the mean binary cross entropy. At least 0, lower is better. */
    public static final String LOSS = "loss";
    /** The part of the samples whose likeliest class is right, in [0, 1]. */
    public static final String TOP1 = "top1";
    /** The part of the samples that have a right class among the five likeliest, in [0, 1]. */
    public static final String TOP5 = "top5";
    /** How far confidence and correctness are apart (see {@link Evaluation}), in [0, 1], lower is better. */
    public static final String CALIBRATION_ERROR = "calibration-error";
    /** Multi-label data: the mean over classes of the average precision, in [0, 1]. */
    public static final String MEAN_AVERAGE_PRECISION = "map";
    /** Multi-label data: the part of the samples all of whose classes were found, and no other, in [0, 1]. */
    public static final String EXACT_MATCH = "exact-match";
    /** What the names of the averaged weights' metrics begin with. */
    public static final String EMA = "ema-";
    /** The k of the top-k metrics, where nobody asks for others. */
    public static final List<Integer> TOPS = List.of(1, 5);

    private static final List<String> MEANS = List.of("macro", "micro", "weighted");
    private static final List<String> OF_CLASSES = List.of("precision", "recall", "f1");

    /** So small that no loss outweighs one right answer among millions. */
    private static final double LOSS_WEIGHT = 1e-12;

    private static final double LARGEST_LOSS = 1e4;

    private Metrics() {}

    /** The name of a top-k metric. */
    public static String top(int k) {
        return "top" + k;
    }

    /** The names that an evaluation has, in its order. */
    public static List<String> names(boolean multiLabel, List<Integer> tops) {
        List<String> names = new ArrayList<>(List.of(LOSS));
        tops.forEach(k -> names.add(top(k)));
        for (String mean : MEANS) {
            OF_CLASSES.forEach(value -> names.add(value + "-" + mean));
        }
        names.addAll(multiLabel ? List.of(MEAN_AVERAGE_PRECISION, EXACT_MATCH) : List.of(CALIBRATION_ERROR));
        return names;
    }

    /** The names that a run has to choose from: those of the model and, where there is one, of the averaged weights. */
    public static List<String> ofRun(boolean multiLabel, boolean ema) {
        List<String> names = names(multiLabel, TOPS);
        if (ema) {
            List.copyOf(names).forEach(name -> names.add(EMA + name));
        }
        return names;
    }

    /**
     * The message for a name that is not known, for use behind its key.
     *
     * @param known what there is to choose from
     */
    public static String unknown(String name, Collection<String> known) {
        String near = Nearest.hint(name, known);
        String help = near.isEmpty() ? "; there are " + String.join(", ", known) : near;
        return "no metric is called '" + name + "'" + help;
    }

    /** Whether more of it is better, as of all but losses and errors. */
    public static boolean isHigherBetter(String name) {
        String own = name.startsWith(EMA) ? name.substring(EMA.length()) : name;
        return !own.equals(LOSS) && !own.equals(CALIBRATION_ERROR);
    }

    /**
     * A value for comparisons: higher is better.
     *
     * @return finite: the least of all numbers where the value is none
     */
    public static double score(String name, double value) {
        double score = isHigherBetter(name) ? value : -value;
        return Double.isNaN(score) ? -Double.MAX_VALUE : Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, score));
    }

    /**
     * How good the metrics of an epoch are for choosing among epochs: by the named metric, and among equals by the
     * lower loss of the same weights. Higher is better; finite. What an epoch does not have, as one from before the
     * weights were averaged, counts as no number.
     */
    public static double score(String name, Map<String, Double> metrics) {
        double score = score(name, metrics.getOrDefault(name, Double.NaN));
        String lossName = name.startsWith(EMA) ? EMA + LOSS : LOSS;
        double loss = -score(lossName, metrics.getOrDefault(lossName, Double.NaN));
        return name.equals(lossName) ? score : score - LOSS_WEIGHT * Math.min(LARGEST_LOSS, loss);
    }
}
