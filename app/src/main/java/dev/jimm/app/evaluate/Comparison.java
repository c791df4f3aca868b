package dev.jimm.app.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jimm.app.evaluate.ValidationResult.ModelFacts;
import dev.jimm.app.evaluate.ValidationResult.OfClass;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.metric.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several models side by side: a row each, also for those that failed. */
record Comparison(List<Entry> entries) {
    /**
     * A model's row.
     *
     * @param path as it was given
     * @param result or {@code null} where the model failed
     * @param error why, or {@code null}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(String path, ValidationResult result, String error) {
        /** In one line, without the path, with which most messages begin. */
        private String reason() {
            String all = error.lines().map(String::strip).collect(Collectors.joining("; "));
            return all.startsWith(path + ": ") ? all.substring(path.length() + 2) : all;
        }
    }

    boolean hasFailed() {
        return entries.stream().anyMatch(entry -> entry.error() != null);
    }

    private Stream<ValidationResult> results() {
        return entries.stream().map(Entry::result).filter(Objects::nonNull);
    }

    /** For people. */
    List<String> lines() {
        Table table = new Table("model", "top-1", "top-5", "loss", "parameters", "input", "images/s");
        for (Entry entry : entries) {
            if (entry.result() == null) {
                table.title(entry.path() + "  failed: " + entry.reason());
            } else {
                table.row(cells(entry));
            }
        }
        return table.lines();
    }

    private static Object[] cells(Entry entry) {
        ModelFacts model = entry.result().model();
        Map<String, Double> metrics = entry.result().metrics();
        return new Object[] {
            entry.path(),
            Text.percent(metrics.get(Metrics.TOP1)),
            Text.percent(metrics.get(Metrics.top(5))),
            Text.format("%.4f", metrics.get(Metrics.LOSS)),
            Text.millions(model.parameters()),
            model.inputSize().get(0) + " x " + model.inputSize().get(1),
            Text.format("%,.0f", entry.result().imagesPerSecond())
        };
    }

    /** For CSV: a row a model, the header first; models that lack a metric have an empty cell. */
    List<Object[]> rows() {
        Set<String> metrics = new LinkedHashSet<>();
        results().forEach(result -> metrics.addAll(result.metrics().keySet()));
        List<Object> header = new ArrayList<>(List.of(
                "model",
                "checkpoint",
                "ema",
                "architecture",
                "parameters",
                "height",
                "width",
                "views",
                "images",
                "unreadable",
                "images_per_second"));
        header.addAll(metrics);
        header.add("error");
        List<Object[]> rows = new ArrayList<>(List.<Object[]>of(header.toArray()));
        entries.forEach(entry -> rows.add(row(entry, metrics, header.size())));
        return rows;
    }

    private static Object[] row(Entry entry, Set<String> metrics, int width) {
        if (entry.result() == null) {
            Object[] row = new Object[width];
            Arrays.fill(row, "");
            row[0] = entry.path();
            row[width - 1] = entry.error();
            return row;
        }
        ValidationResult result = entry.result();
        ModelFacts model = result.model();
        List<Object> row = new ArrayList<>(List.of(
                model.path(),
                model.checkpoint(),
                model.ema(),
                model.architecture(),
                model.parameters(),
                model.inputSize().get(0),
                model.inputSize().get(1),
                model.views(),
                result.images(),
                result.unreadable(),
                result.imagesPerSecond()));
        metrics.forEach(name ->
                row.add(result.metrics().containsKey(name) ? result.metrics().get(name) : ""));
        row.add("");
        return row.toArray();
    }

    /** For CSV: a row a class of each model, the header first. */
    List<Object[]> classRows() {
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {
            "model", "class", "images", "predicted", "right", "precision", "recall", "f1", "average_precision"
        });
        results().forEach(result -> {
            for (OfClass one : result.classes()) {
                rows.add(new Object[] {
                    result.model().path(),
                    one.name(),
                    one.images(),
                    one.predicted(),
                    one.right(),
                    one.precision(),
                    one.recall(),
                    one.f1(),
                    one.averagePrecision() == null ? "" : one.averagePrecision()
                });
            }
        });
        return rows;
    }
}
