package dev.jimm.core.average;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A choice of models to average.
 *
 * @param taken their numbers, in the order in which they were taken
 * @param score of the average on held-out data, higher is better
 */
public record Soup(List<Integer> taken, double score) {
    public Soup {
        taken = List.copyOf(taken);
    }

    /**
     * All models.
     *
     * @param average gives the score of the average of some
     */
    public static Soup uniform(int models, ToDoubleFunction<List<Integer>> average) {
        List<Integer> all = IntStream.range(0, models).boxed().toList();
        return new Soup(all, average.applyAsDouble(all));
    }

    /**
     * The best model, and from the better to the worse each other with which the score does not fall. The score is
     * never below that of the best alone.
     *
     * @param singles the score of each model alone; of equals the first is the better
     * @param average gives the score of the average of some
     */
    public static Soup greedy(List<Double> singles, ToDoubleFunction<List<Integer>> average) {
        List<Integer> best = IntStream.range(0, singles.size())
                .boxed()
                .sorted(Comparator.comparing(singles::get, Comparator.reverseOrder()))
                .toList();
        Soup soup = new Soup(best.subList(0, 1), singles.get(best.get(0)));
        for (int next : best.subList(1, best.size())) {
            List<Integer> more = new ArrayList<>(soup.taken);
            more.add(next);
            double score = average.applyAsDouble(more);
            soup = score >= soup.score ? new Soup(more, score) : soup;
        }
        return soup;
    }
}
