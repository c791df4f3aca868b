package dev.jimm.app.evaluate;

import dev.jimm.core.train.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outcome of a validation.
 *
 * @param model the checkpoint's folder
 * @param top1 in [0, 1]
 * @param top5 in [0, 1]
 * @param confusion counts by true class (row) and predicted class (column)
 */
record ValidationResult(
        String model, int images, double loss, double top1, double top5, List<OfClass> classes, int[][] confusion) {
    /**
     * The outcome for one class.
     *
     * @param images how many there were
     * @param right how many were classified right
     * @param mistakenFor the wrong class that was predicted most often, or {@code null} when there was none
     * @param mistakes how often it was
     */
    record OfClass(String name, int images, int right, double top1, String mistakenFor, int mistakes) {
        static OfClass of(List<String> names, int label, int[] predicted) {
            int most = -1;
            for (int other = 0; other < predicted.length; other++) {
                boolean more = predicted[other] > (most < 0 ? 0 : predicted[most]);
                most = other != label && more ? other : most;
            }
            int images = Arrays.stream(predicted).sum();
            return new OfClass(
                    names.get(label),
                    images,
                    predicted[label],
                    images == 0 ? 0 : (double) predicted[label] / images,
                    most < 0 ? null : names.get(most),
                    most < 0 ? 0 : predicted[most]);
        }
    }

    static ValidationResult of(Path model, List<String> names, Evaluation evaluation) {
        List<OfClass> classes = new ArrayList<>();
        for (int label = 0; label < names.size(); label++) {
            classes.add(OfClass.of(names, label, evaluation.confusion()[label]));
        }
        return new ValidationResult(
                model.toString(),
                evaluation.samples(),
                evaluation.loss(),
                evaluation.top1(),
                evaluation.top5(),
                classes,
                evaluation.confusion());
    }

    /** As a table, the header first: a row for all classes together, then one a class. */
    List<Object[]> rows() {
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {"class", "images", "top1", "top5", "loss"});
        rows.add(new Object[] {"all", images, top1, top5, loss});
        classes.forEach(one -> rows.add(new Object[] {one.name(), one.images(), one.top1(), "", ""}));
        return rows;
    }
}
