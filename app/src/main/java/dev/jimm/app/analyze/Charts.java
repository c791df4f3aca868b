package dev.jimm.app.analyze;

import dev.jimm.app.text.Text;
import dev.jimm.core.analyze.Analysis.SizeCell;
import dev.jimm.core.analyze.DataReport.ClassCount;
import java.util.List;

/** The drawings of the page, as SVG that takes its colours from the page's style. */
final class Charts {
    private static final int ROW = 22;
    private static final int BAR = 14;
    private static final int NAMES = 170;
    private static final int BARS = 540;
    private static final int COUNTS = 90;
    private static final int LONGEST_NAME = 24;

    private static final int PLOT = 300;
    private static final int MARGIN = 56;
    private static final int TICKS = 4;
    private static final double LARGEST_DOT = 9;

    private Charts() {}

    /** A bar a class: its training images, and behind them those for validation. */
    static void counts(Html html, List<ClassCount> classes) {
        int most = classes.stream().mapToInt(ClassCount::images).max().orElse(1);
        int width = NAMES + BARS + COUNTS;
        svg(html, "images of each class", width, classes.size() * ROW);
        for (int i = 0; i < classes.size(); i++) {
            ClassCount each = classes.get(i);
            int top = i * ROW;
            double train = (double) BARS * each.train() / Math.max(1, most);
            double validation = (double) BARS * each.validation() / Math.max(1, most);
            html.open("g");
            html.element(
                    "title", each.name() + ": " + each.train() + " to train on, " + each.validation() + " held out");
            label(html, NAMES - 8, top + ROW / 2, "end", shortened(each.name()));
            bar(html, "train", NAMES, top, train);
            bar(html, "validation", NAMES + train, top, validation);
            label(html, NAMES + train + validation + 6, top + ROW / 2, "start", Text.format("%,d", each.images()));
            html.close("g");
        }
        html.close("svg");
    }

    private static void bar(Html html, String part, double left, int top, double width) {
        if (width > 0) {
            html.empty(
                    "rect",
                    "class",
                    part,
                    "x",
                    number(left),
                    "y",
                    top + (ROW - BAR) / 2,
                    "width",
                    number(width),
                    "height",
                    BAR);
        }
    }

    /** Long names often begin alike, so their middle is left out. */
    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME / 2)) + "\u2026"
                        + name.substring(name.offsetByCodePoints(0, length - LONGEST_NAME / 2 + 1));
    }

    /** A dot for each size; the more images it stands for, the larger. Both axes have the same scale. */
    static void sizes(Html html, List<SizeCell> cells) {
        int largest = cells.stream()
                .mapToInt(cell -> Math.max(cell.width(), cell.height()))
                .max()
                .orElse(1);
        int most = cells.stream().mapToInt(SizeCell::images).max().orElse(1);
        int step = tickStep(largest);
        double scale = (double) PLOT / (largest + LARGEST_DOT / PLOT * largest);
        svg(html, "width and height of the images", MARGIN + PLOT + 16, PLOT + 16 + MARGIN);
        int bottom = PLOT + 12;
        for (int tick = 0; tick <= largest; tick += step) {
            double offset = tick * scale;
            line(html, MARGIN + offset, bottom, MARGIN + offset, bottom - PLOT);
            line(html, MARGIN, bottom - offset, MARGIN + PLOT, bottom - offset);
            label(html, MARGIN + offset, bottom + 14, "middle", Text.format("%,d", tick));
            label(html, MARGIN - 8, bottom - offset, "end", Text.format("%,d", tick));
        }
        label(html, MARGIN + PLOT / 2.0, bottom + 36, "middle", "width in pixels");
        html.open("g", "transform", "rotate(-90 10 " + (bottom - PLOT / 2) + ")");
        label(html, 10, bottom - PLOT / 2.0, "middle", "height in pixels");
        html.close("g");
        for (SizeCell cell : cells) {
            double radius = 2 + (LARGEST_DOT - 2) * Math.sqrt((double) cell.images() / most);
            html.open(
                    "circle",
                    "class",
                    "dot",
                    "cx",
                    number(MARGIN + cell.width() * scale),
                    "cy",
                    number(bottom - cell.height() * scale),
                    "r",
                    number(radius));
            html.element("title", cell.width() + " x " + cell.height() + ": " + Text.count(cell.images(), "image"));
            html.close("circle");
        }
        html.close("svg");
    }

    /** 1, 2 or 5 times a power of ten, so that there are some four ticks. */
    private static int tickStep(int largest) {
        int power = 1;
        while (power * 10 * TICKS <= largest) {
            power *= 10;
        }
        for (int factor : new int[] {1, 2, 5}) {
            if (power * factor * (TICKS + 1) >= largest) {
                return power * factor;
            }
        }
        return power * 10;
    }

    private static void svg(Html html, String title, int width, int height) {
        html.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "role",
                "img",
                "aria-label",
                title,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                width,
                "height",
                height);
    }

    private static void label(Html html, double x, double y, String anchor, String content) {
        html.element(
                "text", content, "x", number(x), "y", number(y), "text-anchor", anchor, "dominant-baseline", "central");
    }

    private static void line(Html html, double x1, double y1, double x2, double y2) {
        html.empty("line", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
    }

    private static String number(double value) {
        return Text.format("%.1f", value);
    }
}
