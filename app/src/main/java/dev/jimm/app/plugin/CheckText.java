package dev.jimm.app.plugin;

import dev.jimm.app.text.Text;
import dev.jimm.host.check.Finding;
import dev.jimm.host.check.JarReport;
import dev.jimm.host.check.Place;
import dev.jimm.host.check.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was found, for a terminal. Places of a large library are summed up by package; JSON has all of them. */
final class CheckText {
    private static final int SHOWN = 3;
    private static final String INDENT = " ".repeat(11);

    private final PrintWriter out;

    CheckText(PrintWriter out) {
        this.out = out;
    }

    void print(List<JarReport> reports) {
        reports.forEach(this::print);
        if (reports.stream().anyMatch(report -> !report.findings().isEmpty())) {
            out.println();
        }
        String counts = List.of(Severity.values()).stream()
                .map(severity -> Text.count(
                        reports.stream()
                                .mapToLong(report -> report.count(severity))
                                .sum(),
                        noun(severity)))
                .collect(Collectors.joining(", "));
        out.println(Text.count(reports.size(), "jar") + ": " + counts);
    }

    private static String noun(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case REMARK -> "remark";
        };
    }

    private void print(JarReport report) {
        String plugin = report.id().isEmpty() ? "no plugin" : (report.id() + " " + report.version()).strip();
        out.println(report.file() + "  (" + plugin + ", " + Text.count(report.classes(), "class") + " read)"
                + (report.findings().isEmpty() ? "  nothing found" : ""));
        report.findings().forEach(this::print);
    }

    private void print(Finding finding) {
        out.println(Text.format("  %-7s  %s", finding.severity(), finding.what()));
        places(finding.places()).forEach(place -> out.println(INDENT + place));
        out.println(INDENT + "-> " + finding.remedy());
    }

    private static List<String> places(List<Place> places) {
        if (places.size() <= SHOWN) {
            return places.stream().map(place -> "at " + place).toList();
        }
        Map<String, List<Place>> byPackage =
                places.stream().collect(Collectors.groupingBy(Place::packageName, TreeMap::new, Collectors.toList()));
        List<List<Place>> mostFirst = byPackage.values().stream()
                .sorted(Comparator.comparing((List<Place> same) -> -same.size()))
                .toList();
        List<String> lines = new ArrayList<>();
        mostFirst.stream().limit(SHOWN).forEach(same -> lines.add(line(same)));
        List<List<Place>> rest = mostFirst.subList(Math.min(SHOWN, mostFirst.size()), mostFirst.size());
        if (!rest.isEmpty()) {
            int count = rest.stream().mapToInt(List::size).sum();
            lines.add("and at " + Text.count(count, "place") + " in " + Text.count(rest.size(), "further package"));
        }
        return lines;
    }

    private static String line(List<Place> same) {
        Place first = same.get(0);
        return "at " + first + (same.size() == 1 ? "" : " and " + (same.size() - 1) + " more of its package");
    }
}
