package dev.jimm.app.evaluate;

import dev.jimm.app.evaluate.ValidationResult.Confused;
import dev.jimm.app.evaluate.ValidationResult.OfClass;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.predict.LayerStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The outcome of a validation as people read it, in lines. */
final class ValidationText {
    private static final String INDENT = "  ";
    private static final double LARGE = 9999.5;
    private static final double SMALL = 0.001;

    /** Names for people of those metrics that are parts of 1 and stand alone. */
    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry(Metrics.TOP1, "top-1"),
            Map.entry(Metrics.TOP5, "top-5"),
            Map.entry(Metrics.MEAN_AVERAGE_PRECISION, "mean average precision"),
            Map.entry(Metrics.EXACT_MATCH, "exact match"),
            Map.entry(Metrics.CALIBRATION_ERROR, "calibration error"),
            Map.entry("real-top1", "top-1, real labels"),
            Map.entry("real-top5", "top-5, real labels"));

    private ValidationText() {}

    /** What all images came to. */
    static List<String> summary(ValidationResult result) {
        Map<String, Double> metrics = result.metrics();
        Table table = new Table().row("images", Text.format("%,d", result.images()));
        metrics.forEach((name, value) -> {
            if (LABELS.containsKey(name)) {
                table.row(LABELS.get(name), Text.percent(value));
            }
        });
        table.row("loss", Text.format("%.4f", metrics.get(Metrics.LOSS)));
        table.row("images/s", Text.format("%,.0f", result.imagesPerSecond()));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.addAll(means(metrics).lines());
        return lines.stream().map(line -> line.isEmpty() ? line : INDENT + line).toList();
    }

    private static Table means(Map<String, Double> metrics) {
        Table table = new Table("", "macro", "micro", "weighted");
        for (String value : List.of("precision", "recall", "f1")) {
            table.row(
                    value.equals("f1") ? "F1" : value,
                    Text.percent(metrics.get(value + "-macro")),
                    Text.percent(metrics.get(value + "-micro")),
                    Text.percent(metrics.get(value + "-weighted")));
        }
        return table;
    }

    /** A row a class. */
    static List<String> classes(List<OfClass> classes) {
        boolean multiLabel = classes.stream().anyMatch(one -> one.averagePrecision() != null);
        Table table = new Table(
                "class",
                "images",
                "precision",
                "recall",
                "F1",
                multiLabel ? "average precision" : "most often taken for");
        for (OfClass one : classes) {
            String last = multiLabel ? averagePrecision(one) : mistake(one);
            table.row(one.name(), one.images(), part(one.precision()), part(one.recall()), part(one.f1()), last);
        }
        return table.lines();
    }

    private static String averagePrecision(OfClass one) {
        return one.averagePrecision() == null ? "-" : part(one.averagePrecision());
    }

    private static String mistake(OfClass one) {
        return one.mistakenFor() == null ? "-" : one.mistakenFor() + " (" + one.mistakes() + ")";
    }

    private static String part(double value) {
        return Text.format("%.1f %%", 100 * value);
    }

    /** The pairs of classes that were most often confused. */
    static List<String> confusion(ValidationResult result, int limit) {
        if (result.metrics().containsKey(Metrics.EXACT_MATCH)) {
            return List.of("of images with several labels no class is taken for another: there is no table of these");
        }
        List<Confused> wrong = result.confusion().stream()
                .filter(pair -> !pair.name().equals(pair.predicted()))
                .sorted(Comparator.comparingInt(Confused::count).reversed())
                .limit(limit)
                .toList();
        if (wrong.isEmpty()) {
            return List.of("no class was taken for another");
        }
        Table table = new Table("class", "taken for", "images");
        wrong.forEach(pair -> table.row(pair.name(), pair.predicted(), pair.count()));
        return table.lines();
    }

    /** A row a layer. */
    static List<String> layers(List<LayerStatistics> layers) {
        Table table = new Table("layer", "channels", "dead", "zeros", "mean", "std", "min", "max");
        for (LayerStatistics layer : layers) {
            table.row(
                    layer.layer(),
                    layer.channels(),
                    layer.deadChannels(),
                    Text.format("%.0f %%", 100 * layer.zeros()),
                    number(layer.mean()),
                    number(layer.std()),
                    number(layer.min()),
                    number(layer.max()));
        }
        return table.lines();
    }

    /** Three digits or so, of any size. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size >= LARGE || size < SMALL)) {
            return Text.format("%.0e", value);
        }
        return Text.format(size < 1 ? "%.3f" : size < 100 ? "%.2f" : "%.0f", value);
    }
}
