package dev.jimm.core.train;

import java.util.List;
import java.util.Locale;

/** The report of a run, for people: Markdown. */
final class RunReport {
    private static final double PERCENT = 100;

    private RunReport() {}

    /** @param confusion counts by true class (row) and predicted class (column) after the last epoch */
    static String of(String model, TrainingResult result, List<String> classes, int[][] confusion) {
        StringBuilder text = new StringBuilder("# " + result.folder().getFileName() + "\n\n");
        text.append("Model: ").append(model).append("\n\n");
        EpochMetrics best = result.best();
        text.append(line(
                "Best: epoch %d, top-1 %.2f %%, validation loss %.4f\n\n",
                best.epoch(), PERCENT * best.top1(), best.validationLoss()));
        text.append(
                "| epoch | rate | training loss | validation loss | top-1 % | top-5 % |\n|---:|---:|---:|---:|---:|---:|\n");
        for (EpochMetrics row : result.metrics()) {
            text.append(line(
                    "| %d | %.3g | %.4f | %.4f | %.2f | %.2f |\n",
                    row.epoch(),
                    row.rate(),
                    row.trainLoss(),
                    row.validationLoss(),
                    PERCENT * row.top1(),
                    PERCENT * row.top5()));
        }
        text.append(
                "\n## Classes after the last epoch\n\n| class | samples | right % | most often taken for |\n|---|---:|---:|---|\n");
        for (int i = 0; i < classes.size(); i++) {
            text.append(classRow(classes, confusion[i], i));
        }
        if (result.badSampleCount() > 0) {
            text.append("\n## Unreadable images: ")
                    .append(result.badSampleCount())
                    .append("\n\n");
            result.badSamples().forEach(bad -> text.append("- ").append(bad).append('\n'));
        }
        return text.toString();
    }

    private static String classRow(List<String> classes, int[] counts, int label) {
        int samples = 0;
        int wrong = -1;
        for (int i = 0; i < counts.length; i++) {
            samples += counts[i];
            if (i != label && counts[i] > 0 && (wrong < 0 || counts[i] > counts[wrong])) {
                wrong = i;
            }
        }
        return line(
                "| %s | %d | %.1f | %s |\n",
                classes.get(label),
                samples,
                samples == 0 ? 0 : PERCENT * counts[label] / samples,
                wrong < 0 ? "" : classes.get(wrong) + " (" + counts[wrong] + ")");
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
