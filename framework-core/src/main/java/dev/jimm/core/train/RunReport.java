package dev.jimm.core.train;

import static dev.jimm.core.train.MarkdownTable.escaped;

import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.metric.ClassResult;
import dev.jimm.core.metric.Confusion;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.metric.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of a run, for people: Markdown. */
final class RunReport {
    private static final double PERCENT = 100;
    /** As many epochs, classes and confusions at most. */
    private static final int ROWS = 20;

    private final TrainingResult result;
    private final List<EpochMetrics> epochs;
    private final List<String> classes;
    private final Validation.Result last;
    private final boolean multiLabel;

    private RunReport(TrainingResult result, List<EpochMetrics> epochs, List<String> classes, Validation.Result last) {
        this.result = result;
        this.epochs = epochs;
        this.classes = classes.stream().map(MarkdownTable::escaped).toList();
        this.last = last;
        multiLabel = last.model().metrics().containsKey(Metrics.MEAN_AVERAGE_PRECISION);
    }

    /**
     * The report of a run whose last epoch is over.
     *
     * @param about what was trained, on what and how: a line each
     * @param epochs all of the run, at least one
     * @param classes the names in the order of the labels
     * @param last of the last epoch
     */
    static String of(
            List<String> about,
            TrainingResult result,
            List<EpochMetrics> epochs,
            List<String> classes,
            Validation.Result last) {
        RunReport report = new RunReport(result, epochs, classes, last);
        List<String> sections = new ArrayList<>();
        sections.add("# " + escaped(result.folder().getFileName().toString()) + "\n");
        sections.add(report.headline());
        sections.add(about.stream().map(line -> "- " + line + "\n").collect(Collectors.joining()));
        sections.add(report.metrics());
        sections.add(report.epochs());
        sections.add(report.classes());
        sections.add(report.confusions());
        sections.add(report.troubles());
        return sections.stream().filter(section -> !section.isEmpty()).collect(Collectors.joining("\n"));
    }

    private String headline() {
        return text(
                "Epoch %d of %d is the best by %s: **%s**.\n",
                result.bestEpoch(), epochs.size(), result.metric(), value(best().heldOut(), result.metric()));
    }

    private EpochMetrics best() {
        return epochs.get(result.bestEpoch() - 1);
    }

    private EpochMetrics newest() {
        return epochs.get(epochs.size() - 1);
    }

    private String metrics() {
        List<EpochMetrics> shown = best() == newest() ? List.of(best()) : List.of(best(), newest());
        List<String> titles = new ArrayList<>(List.of("metric"));
        for (EpochMetrics epoch : shown) {
            titles.add(">epoch " + epoch.epoch() + (epoch == best() ? " (best)" : " (last)"));
            last.average().ifPresent(unused -> titles.add(">its EMA"));
        }
        MarkdownTable table = new MarkdownTable(titles.toArray(String[]::new));
        for (String name : last.model().metrics().keySet()) {
            List<String> cells = new ArrayList<>(List.of(name));
            for (EpochMetrics epoch : shown) {
                cells.add(value(epoch.heldOut(), name));
                last.average().ifPresent(unused -> cells.add(value(epoch.heldOut(), Metrics.EMA + name)));
            }
            table.row(cells.toArray(String[]::new));
        }
        return "## Metrics\n\n"
                + text("Of the %,d held-out images.\n\n", last.model().samples())
                + table;
    }

    private String epochs() {
        List<String> shown = new ArrayList<>(List.of(Metrics.LOSS, Metrics.TOP1, Metrics.TOP5));
        if (multiLabel) {
            shown.add(Metrics.MEAN_AVERAGE_PRECISION);
        }
        last.average().ifPresent(unused -> shown.add(Metrics.EMA + Metrics.TOP1));
        if (!shown.contains(result.metric())) {
            shown.add(result.metric());
        }
        List<String> titles = new ArrayList<>(List.of(">epoch", ">rate", ">train-loss"));
        shown.forEach(name -> titles.add(">" + name));
        MarkdownTable table = new MarkdownTable(titles.toArray(String[]::new));
        int left = Math.max(0, epochs.size() - ROWS);
        for (EpochMetrics epoch : epochs) {
            if (epoch.epoch() > left || epoch.epoch() == result.bestEpoch()) {
                List<String> cells = new ArrayList<>(List.of(
                        epoch.epoch() == result.bestEpoch() ? "best " + epoch.epoch() : "" + epoch.epoch(),
                        text("%.2e", epoch.rate()),
                        text("%.4f", epoch.trainLoss())));
                shown.forEach(name -> cells.add(value(epoch.heldOut(), name)));
                table.row(cells.toArray(String[]::new));
            }
        }
        String note =
                left == 0 ? "" : text("The last %d and the best of %,d; metrics.csv has all.\n\n", ROWS, epochs.size());
        return "## Epochs\n\n" + note + table;
    }

    private String classes() {
        Evaluation evaluation = last.model();
        List<ClassResult> worst = evaluation.classes().stream()
                .filter(one -> one.support() > 0)
                .sorted(Comparator.comparingDouble(ClassResult::f1))
                .toList();
        String note = worst.size() <= ROWS
                ? text("After epoch %d, the lowest F1 first.\n\n", newest().epoch())
                : text("After epoch %d, the %d of %,d with the lowest F1.\n\n", newest().epoch(), ROWS, worst.size());
        MarkdownTable table = new MarkdownTable(
                "class",
                ">images",
                ">precision",
                ">recall",
                ">f1",
                multiLabel ? ">average precision" : "most taken for");
        for (ClassResult one : worst.subList(0, Math.min(ROWS, worst.size()))) {
            table.row(
                    classes.get(one.label()),
                    text("%,d", one.support()),
                    percent(one.precision()),
                    percent(one.recall()),
                    percent(one.f1()),
                    multiLabel ? percent(one.averagePrecision()) : mistakes(evaluation.confusion(), one.label()));
        }
        return "## Classes\n\n" + note + table;
    }

    private String mistakes(Confusion confusion, int label) {
        return confusion
                .mostMistakenFor(label)
                .map(pair -> classes.get(pair.predicted()) + " (" + pair.count() + ")")
                .orElse("-");
    }

    private String confusions() {
        List<Confusion.Pair> pairs = last.model().confusion().mostConfused(ROWS);
        if (pairs.isEmpty()) {
            return "";
        }
        MarkdownTable table = new MarkdownTable("class", "taken for", ">images", ">of the class");
        for (Confusion.Pair pair : pairs) {
            int support = last.model().classes().get(pair.label()).support();
            table.row(
                    classes.get(pair.label()),
                    classes.get(pair.predicted()),
                    text("%,d", pair.count()),
                    percent((double) pair.count() / support));
        }
        return "## Confusions\n\n" + text("After epoch %d, the most frequent first.\n\n", newest().epoch()) + table;
    }

    private String troubles() {
        StringBuilder text = new StringBuilder();
        if (result.skippedUpdates() > 0) {
            text.append(text(
                    "## Skipped updates: %,d\n\nTheir loss or their gradients were not finite.\n",
                    result.skippedUpdates()));
        }
        if (result.badSampleCount() > 0) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(text("## Unreadable images: %,d\n\n", result.badSampleCount()));
            result.badSamples()
                    .forEach(bad -> text.append("- ").append(escaped(bad)).append('\n'));
            int more = result.badSampleCount() - result.badSamples().size();
            text.append(more == 0 ? "" : text("- and %,d more\n", more));
        }
        return text.toString();
    }

    private static String value(Map<String, Double> metrics, String name) {
        if (!metrics.containsKey(name)) {
            return "-"; // the averaged weights' of an epoch before there were any
        }
        double value = metrics.get(name);
        return name.endsWith(Metrics.LOSS) ? text("%.4f", value) : percent(value);
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? "NaN" : text("%.2f %%", PERCENT * value);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
