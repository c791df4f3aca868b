package dev.jimm.app.analyze;

import dev.jimm.app.analyze.Thumbnails.Picture;
import dev.jimm.app.text.Text;
import dev.jimm.core.analyze.Analysis;
import dev.jimm.core.analyze.DataReport;
import dev.jimm.core.analyze.DataReport.BrokenImage;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Group;
import dev.jimm.core.analyze.DataReport.Member;
import dev.jimm.core.analyze.Finding;
import dev.jimm.core.analyze.Quantiles;
import dev.jimm.core.analyze.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A report as one HTML file, with pictures and without scripts, that needs nothing else. */
final class AnalysisPage {
    private static final int BARS = 60;
    private static final int LARGEST_BARS = 40;
    private static final int STRIPS = 40;
    private static final int PICTURES = 8;
    private static final int GROUPS = 30;
    private static final int MEMBERS = 7;
    /** Members of a group that takes half of the page's width. */
    private static final int NARROW = 3;

    private static final int NAMES = 100;

    private final Analysis analysis;
    private final DataReport report;
    private final Html html = new Html();

    AnalysisPage(Analysis analysis) {
        this.analysis = analysis;
        this.report = analysis.report();
    }

    String html() {
        html.raw("<!DOCTYPE html>\n").open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
        html.open("head").empty("meta", "charset", "UTF-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", "Data set " + report.root())
                .open("style")
                .raw(style())
                .close("style")
                .close("head");
        html.open("body").open("main");
        header();
        findings();
        classes();
        if (report.sizes() != null) {
            sizes();
            colours();
        }
        duplicates();
        names(
                "Unreadable images",
                report.broken().images(),
                report.broken().listed().stream().map(AnalysisPage::line).toList());
        names("Other files", report.otherFiles().files(), report.otherFiles().listed());
        suggestion();
        html.close("main").close("body").close("html");
        return html.toString().stripTrailing();
    }

    private static String style() {
        try (InputStream style = AnalysisPage.class.getResourceAsStream("page.css")) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void header() {
        html.open("header").element("p", "data set, read by " + report.reader(), "class", "quiet");
        html.element("h1", report.root()).open("dl", "class", "facts");
        fact("images", Text.format("%,d", report.images()));
        if (report.validation() > 0) {
            fact("to train on", Text.format("%,d", report.train()));
            fact("held out", Text.format("%,d", report.validation()));
        }
        fact("classes", Text.format("%,d", report.classes().size()));
        fact("unreadable", Text.format("%,d", report.broken().images()));
        fact("copies", Text.format("%,d", report.duplicates().exact().copies()));
        fact("nearly the same", Text.format("%,d", report.duplicates().near().copies()));
        html.close("dl").close("header");
    }

    private void fact(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close("div");
    }

    private void findings() {
        section("Findings");
        if (report.findings().isEmpty()) {
            html.element("p", "Nothing stands out.");
        }
        html.open("ul", "class", "findings");
        for (Finding finding : report.findings()) {
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            html.open("li", "class", severity)
                    .element("strong", severity)
                    .text(finding.text())
                    .close("li");
        }
        html.close("ul").close("section");
    }

    private void section(String title) {
        html.open("section").element("h2", title);
    }

    private void classes() {
        section("Classes");
        html.element(
                "p",
                Text.format(
                        "The largest class has %.1f times the images of the smallest. They are as hard to guess as %.1f"
                                + " classes of equal size.",
                        report.balance().ratio(), report.balance().effectiveClasses()),
                "class",
                "quiet");
        if (report.validation() > 0) {
            html.open("p", "class", "legend").element("span", "to train on", "class", "train");
            html.element("span", "held out", "class", "validation").close("p");
        }
        List<ClassCount> bars = ClassOrder.shown(report.classes(), BARS, LARGEST_BARS);
        html.open("div", "class", "chart");
        Charts.counts(html, bars);
        html.close("div");
        shownOf(bars.size(), report.classes().size(), "classes, the largest and the smallest");
        html.close("section");
        examples();
    }

    private void shownOf(int shown, int all, String what) {
        if (shown < all) {
            html.element("p", Text.format("%,d of %,d %s, are shown.", shown, all, what), "class", "quiet");
        }
    }

    private void examples() {
        section("Examples");
        List<List<Integer>> examples = analysis.examples(PICTURES);
        int strips = Math.min(STRIPS, examples.size());
        html.open("div", "class", "strips");
        for (int label = 0; label < strips; label++) {
            html.open("figure")
                    .element("figcaption", report.classes().get(label).name())
                    .open("div", "class", "strip");
            examples.get(label).forEach(index -> picture(index, ""));
            html.close("div").close("figure");
        }
        html.close("div");
        shownOf(strips, examples.size(), "classes, the first");
        html.close("section");
    }

    private void picture(int index, String name) {
        Optional<Picture> picture = Thumbnails.of(analysis, index);
        if (picture.isPresent()) {
            html.empty(
                    "img",
                    "src",
                    picture.get().address(),
                    "alt",
                    name,
                    "class",
                    picture.get().small() ? "pixels" : "photo");
        } else {
            html.element("span", "cannot be read any more", "class", "quiet");
        }
    }

    private void sizes() {
        section("Sizes");
        html.open("div", "class", "beside");
        if (report.sizes().same()) {
            html.element(
                    "p",
                    Text.format(
                            "All images have %.0f x %.0f pixels.",
                            report.sizes().width().most(),
                            report.sizes().height().most()));
        } else {
            html.open("div", "class", "chart");
            Charts.sizes(html, analysis.sizes());
            html.close("div");
        }
        quantiles();
        html.close("div").close("section");
    }

    /** A column a measure, because beside the drawing there is more room downwards. */
    private void quantiles() {
        Quantiles kilobytes = report.sizes().fileKilobytes();
        html.open("div", "class", "chart").open("table").open("thead").open("tr");
        List<String> titles = List.of("images", "width", "height", "ratio", "megapixels", "KB");
        titles.subList(0, kilobytes == null ? 5 : 6).forEach(title -> html.element("th", title));
        html.close("tr").close("thead").open("tbody");
        row("smallest", Quantiles::least);
        row("5 % below", Quantiles::p5);
        row("25 % below", Quantiles::p25);
        row("half below", Quantiles::median);
        row("75 % below", Quantiles::p75);
        row("95 % below", Quantiles::p95);
        row("largest", Quantiles::most);
        html.close("tbody").close("table").close("div");
    }

    private void row(String name, ToDoubleFunction<Quantiles> value) {
        html.open("tr").element("th", name);
        cell("%,.0f", value, report.sizes().width());
        cell("%,.0f", value, report.sizes().height());
        cell("%.2f", value, report.sizes().aspect());
        cell("%.3f", value, report.sizes().megapixels());
        if (report.sizes().fileKilobytes() != null) {
            cell("%,.1f", value, report.sizes().fileKilobytes());
        }
        html.close("tr");
    }

    private void cell(String format, ToDoubleFunction<Quantiles> value, Quantiles values) {
        html.element("td", Text.format(format, value.applyAsDouble(values)));
    }

    private void colours() {
        section("Colours");
        html.open("table").open("thead").open("tr");
        for (String title : List.of("of all pixels, in [0, 1]", "red", "green", "blue")) {
            html.element("th", title);
        }
        html.close("tr").close("thead").open("tbody");
        channels("mean", report.channels().mean());
        channels("standard deviation", report.channels().std());
        html.close("tbody").close("table");
        html.element("p", Text.format("%,d images are gray.", report.channels().gray()), "class", "quiet");
        html.close("section");
    }

    private void channels(String name, List<Double> values) {
        html.open("tr").element("th", name);
        values.forEach(value -> html.element("td", Text.format("%.4f", value)));
        html.close("tr");
    }

    private void duplicates() {
        int all = report.duplicates().exact().groups()
                + report.duplicates().near().groups();
        if (all == 0) {
            return;
        }
        section("Duplicates");
        List<Group> groups = report.duplicates().groups();
        int shown = Math.min(GROUPS, groups.size());
        html.open("div", "class", "groups");
        groups.subList(0, shown).forEach(this::group);
        html.close("div");
        shownOf(shown, all, "groups, those across parts or classes first");
        html.close("section");
    }

    private void group(Group group) {
        html.open("div", "class", group.images() > NARROW ? "group wide" : "group")
                .open("p");
        html.element("strong", group.exact() ? "the same" : "nearly the same");
        if (group.leak()) {
            html.element("span", "in both parts", "class", "tag");
        }
        if (group.conflict()) {
            html.element("span", "different classes", "class", "tag");
        }
        if (group.images() > MEMBERS) {
            html.element("span", Text.format("%,d images", group.images()), "class", "quiet");
        }
        html.close("p").open("div", "class", "strip");
        group.members().stream().limit(MEMBERS).forEach(this::member);
        html.close("div").close("div");
    }

    private void member(Member member) {
        html.open("figure", "class", "member");
        picture(member.index(), member.name());
        html.open("figcaption");
        html.element("strong", String.join(", ", member.classes()));
        if (report.validation() > 0) {
            html.element("span", member.validation() ? "held out" : "to train on", "class", "quiet");
        }
        html.element("span", fileName(member.name()), "class", "path", "title", member.name());
        html.close("figcaption").close("figure");
    }

    private static String fileName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String line(BrokenImage image) {
        return image.name() + ": " + image.reason();
    }

    private void names(String title, int all, List<String> listed) {
        if (all == 0) {
            return;
        }
        section(title);
        html.open("ul", "class", "names");
        listed.stream().limit(NAMES).forEach(name -> html.element("li", name));
        html.close("ul");
        shownOf(Math.min(NAMES, listed.size()), all, "files, the first");
        html.close("section");
    }

    private void suggestion() {
        section("Suggested run");
        Optional<String> obstacle = Suggestion.obstacle(report);
        if (obstacle.isPresent()) {
            html.element("p", "None: " + obstacle.get() + ".").close("section");
            return;
        }
        html.open("pre").open("code");
        for (String line : report.suggestion().hocon().lines().toList()) {
            if (line.strip().startsWith("#")) {
                html.open("span", "class", "quiet").text(line + "\n").raw("</span>");
            } else {
                html.text(line + "\n");
            }
        }
        html.raw("</code></pre>\n").close("section");
    }
}
