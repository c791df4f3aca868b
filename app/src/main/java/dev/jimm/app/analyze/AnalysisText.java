package dev.jimm.app.analyze;

import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.analyze.DataReport;
import dev.jimm.core.analyze.DataReport.BrokenImage;
import dev.jimm.core.analyze.DataReport.Channels;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Group;
import dev.jimm.core.analyze.DataReport.Member;
import dev.jimm.core.analyze.Finding;
import dev.jimm.core.analyze.Finding.Severity;
import dev.jimm.core.analyze.Quantiles;
import dev.jimm.core.analyze.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report for the terminal. What is long is cut off and said to be; the JSON file has it whole. */
final class AnalysisText {
    private static final int WIDTH = 79;
    private static final int CLASSES = 20;
    private static final int HALF = 10;
    private static final int GROUPS = 5;
    private static final int MEMBERS = 4;
    private static final int BROKEN = 5;

    private final DataReport report;
    private final List<String> lines = new ArrayList<>();

    AnalysisText(DataReport report) {
        this.report = report;
    }

    /** @param withRun whether the suggested run is shown, too */
    List<String> lines(boolean withRun) {
        lines.add(report.root() + ": " + Text.count(report.images(), "image") + ", "
                + Text.count(report.classes().size(), "class")
                + (report.validation() == 0
                        ? ""
                        : Text.format("; %,d to train on, %,d held out", report.train(), report.validation())));
        section("classes", classes());
        if (report.sizes() != null) {
            section("sizes", sizes());
            section("colours, in [0, 1]", colours());
        }
        section("duplicates", duplicates());
        section("unreadable images", broken());
        section("findings", findings());
        if (withRun) {
            section("suggested run", run());
        }
        return lines;
    }

    private List<String> run() {
        return Suggestion.obstacle(report)
                .map(obstacle -> List.of("none: " + printable(obstacle)))
                .orElseGet(() -> report.suggestion().hocon().lines().toList());
    }

    private void section(String title, List<String> content) {
        if (!content.isEmpty()) {
            lines.add("");
            lines.add(title);
            content.forEach(line -> lines.add(("  " + line).stripTrailing()));
        }
    }

    private List<String> classes() {
        boolean parted = report.validation() > 0;
        Table table = parted ? new Table("class", "train", "validation") : new Table("class", "images");
        List<ClassCount> shown = ClassOrder.shown(report.classes(), CLASSES, HALF);
        for (ClassCount each : shown) {
            String train = Text.format("%,d", each.train());
            if (parted) {
                table.row(printable(each.name()), train, Text.format("%,d", each.validation()));
            } else {
                table.row(printable(each.name()), train);
            }
        }
        List<String> all = new ArrayList<>(table.lines());
        if (shown.size() < report.classes().size()) {
            all.add(Text.format(
                    "(the %d largest and the %d smallest of %,d)",
                    HALF, CLASSES - HALF, report.classes().size()));
        }
        all.add(Text.format(
                "largest / smallest %.1f; as hard to guess as %.1f equal classes",
                report.balance().ratio(), report.balance().effectiveClasses()));
        return all;
    }

    private List<String> sizes() {
        Table table = new Table("", "least", "5 %", "25 %", "median", "75 %", "95 %", "most");
        row(table, "width", "%,.0f", report.sizes().width());
        row(table, "height", "%,.0f", report.sizes().height());
        row(table, "width / height", "%.2f", report.sizes().aspect());
        row(table, "megapixels", "%.3f", report.sizes().megapixels());
        if (report.sizes().fileKilobytes() != null) {
            row(table, "file in KB", "%,.1f", report.sizes().fileKilobytes());
        }
        return table.lines();
    }

    private static void row(Table table, String name, String format, Quantiles values) {
        List<Object> cells = new ArrayList<>(List.of(name));
        Stream.of(values.least(), values.p5(), values.p25(), values.median(), values.p75(), values.p95(), values.most())
                .forEach(value -> cells.add(Text.format(format, value)));
        table.row(cells.toArray());
    }

    private List<String> colours() {
        Channels channels = report.channels();
        Table table = new Table("", "red", "green", "blue");
        row(table, "mean", channels.mean());
        row(table, "deviation", channels.std());
        return table.lines();
    }

    private static void row(Table table, String name, List<Double> values) {
        table.row(
                name,
                Text.format("%.4f", values.get(0)),
                Text.format("%.4f", values.get(1)),
                Text.format("%.4f", values.get(2)));
    }

    private List<String> duplicates() {
        List<Group> groups = report.duplicates().groups();
        List<String> found = new ArrayList<>();
        for (Group group : groups.subList(0, Math.min(GROUPS, groups.size()))) {
            found.add((group.exact() ? "the same" : "nearly the same")
                    + (group.leak() ? ", in both parts" : "")
                    + (group.conflict() ? ", in different classes" : ""));
            group.members().stream()
                    .limit(MEMBERS)
                    .map(Member::name)
                    .forEach(name -> found.add("  " + printable(name)));
            if (group.images() > MEMBERS) {
                found.add("  and " + (group.images() - MEMBERS) + " more");
            }
        }
        int all = report.duplicates().exact().groups()
                + report.duplicates().near().groups();
        if (all > GROUPS) {
            found.add("and " + Text.count(all - GROUPS, "group") + " more");
        }
        return found;
    }

    private List<String> broken() {
        List<String> found = new ArrayList<>();
        for (BrokenImage image : report.broken().listed().stream().limit(BROKEN).toList()) {
            found.add(printable(image.name() + ": " + image.reason()));
        }
        if (report.broken().images() > BROKEN) {
            found.add("and " + (report.broken().images() - BROKEN) + " more");
        }
        return found;
    }

    private List<String> findings() {
        if (report.findings().isEmpty()) {
            return List.of("nothing that stands out");
        }
        return report.findings().stream().flatMap(AnalysisText::wrapped).toList();
    }

    private static Stream<String> wrapped(Finding finding) {
        List<String> result = new ArrayList<>();
        StringBuilder line = new StringBuilder(finding.severity() == Severity.PROBLEM ? "!" : "-");
        for (String word : printable(finding.text()).split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH - 2
                    && line.toString().strip().length() > 1) {
                result.add(line.toString());
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        result.add(line.toString());
        return result.stream();
    }

    /** Foreign names could otherwise move the terminal's cursor, and worse. */
    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(letter -> Character.isISOControl(letter) ? "?" : Character.toString(letter))
                .collect(Collectors.joining());
    }
}
