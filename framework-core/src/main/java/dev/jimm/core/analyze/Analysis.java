package dev.jimm.core.analyze;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.image.Image;
import dev.jimm.core.analyze.DataReport.Balance;
import dev.jimm.core.analyze.DataReport.Broken;
import dev.jimm.core.analyze.DataReport.BrokenImage;
import dev.jimm.core.analyze.DataReport.Channels;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Duplicates;
import dev.jimm.core.analyze.DataReport.OtherFiles;
import dev.jimm.core.analyze.DataReport.Sizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Reads all images of a data set once and tells what is in it. Keeps 49 bytes an image and as many decoded images as
 * there are threads; the search for duplicates takes some 200 bytes an image more.
 */
public final class Analysis {
    /** Cells along the larger side of the table of sizes. */
    private static final int CELLS = 80;

    private final Samples samples;
    private final ImageTable table;
    private final DataReport report;

    private Analysis(Samples samples, ImageTable table, DataReport report) {
        this.samples = samples;
        this.table = table;
        this.report = report;
    }

    /**
     * What is analyzed.
     *
     * @param root as the user named it
     * @param reader the name of the reader
     * @param given keys of a run's {@code data} section that the user gave, with their values as HOCON
     * @param otherFiles what lies there besides
     */
    public record Source(String root, String reader, Map<String, String> given, OtherFiles otherFiles) {}

    /**
     * Analyzes a data set. That images cannot be read is a result and no failure.
     *
     * @param data stays open
     * @param workers threads, at least 1; the result does not depend on them
     * @param progress called after each image, by any thread
     */
    public static Analysis of(DataSet data, Source source, int workers, Runnable progress) {
        Samples samples = Samples.of(data);
        Measuring measured = Measuring.of(samples.reader(), workers, progress);
        ImageTable table = measured.table();
        List<ClassCount> classes = classes(samples);
        Duplicates duplicates = DuplicateSearch.of(samples, table);
        boolean any = table.broken() < table.size();
        DataReport plain = new DataReport(
                source.root(),
                source.reader(),
                source.given(),
                table.size(),
                samples.train(),
                samples.validation(),
                samples.reader().isMultiLabel(),
                classes,
                balance(samples, classes),
                any ? sizes(table) : null,
                any ? channels(measured) : null,
                duplicates,
                broken(samples.reader(), table),
                source.otherFiles(),
                List.of(),
                null);
        Suggestion suggestion = Suggestion.obstacle(plain).isPresent() ? null : Suggestion.of(plain);
        DataReport report = plain.with(Findings.of(plain), suggestion);
        return new Analysis(samples, table, report);
    }

    public DataReport report() {
        return report;
    }

    /** Images of about the same size. */
    public record SizeCell(int width, int height, int images) {}

    /**
     * How many images there are of each size, in pixels. Where there are many sizes, they are rounded, so that no more
     * than some thousand are left.
     */
    public List<SizeCell> sizes() {
        int most = table.readable()
                .map(image -> Math.max(table.width(image), table.height(image)))
                .max()
                .orElse(1);
        int step = (most + CELLS - 1) / CELLS;
        TreeMap<SizeCell, Integer> cells =
                new TreeMap<>(Comparator.comparingInt(SizeCell::width).thenComparingInt(SizeCell::height));
        table.readable().forEach(image -> {
            SizeCell size = new SizeCell(rounded(table.width(image), step), rounded(table.height(image), step), 0);
            cells.merge(size, 1, Integer::sum);
        });
        return cells.entrySet().stream()
                .map(cell -> new SizeCell(cell.getKey().width(), cell.getKey().height(), cell.getValue()))
                .toList();
    }

    private static int rounded(int size, int step) {
        return Math.max(1, (size + step / 2) / step) * step;
    }

    /** The first readable images of each class, as many as asked for, by their places; classes by their labels. */
    public List<List<Integer>> examples(int count) {
        List<List<Integer>> examples = IntStream.range(0, report.classes().size())
                .<List<Integer>>mapToObj(label -> new ArrayList<>())
                .toList();
        table.readable().forEach(image -> {
            for (int label : samples.reader().labels(image)) {
                if (examples.get(label).size() < count) {
                    examples.get(label).add(image);
                }
            }
        });
        return examples;
    }

    /**
     * Reads an image again, to show it, with sides of {@value PerceptualHash#MOST_SIDE} pixels at most; the data set
     * must still be open.
     *
     * @throws IOException if it cannot be read
     */
    public Image image(int index) throws IOException {
        return PerceptualHash.bounded(Measuring.decoded(samples.reader(), index));
    }

    private static List<ClassCount> classes(Samples samples) {
        Reader reader = samples.reader();
        int[][] counts = new int[2][reader.classNames().size()];
        for (int image = 0; image < reader.size(); image++) {
            for (int label : reader.labels(image)) {
                counts[samples.isValidation(image) ? 1 : 0][label]++;
            }
        }
        return IntStream.range(0, counts[0].length)
                .mapToObj(label -> new ClassCount(reader.classNames().get(label), counts[0][label], counts[1][label]))
                .toList();
    }

    private static Balance balance(Samples samples, List<ClassCount> classes) {
        List<ClassCount> filled =
                classes.stream().filter(each -> each.images() > 0).toList();
        Comparator<ClassCount> byImages = Comparator.comparingInt(ClassCount::images);
        ClassCount most = filled.stream().max(byImages).orElse(null);
        ClassCount least = filled.stream().min(byImages).orElse(null);
        double all = filled.stream().mapToInt(ClassCount::images).sum();
        double entropy = filled.stream()
                .mapToDouble(each -> -each.images() / all * StrictMath.log(each.images() / all))
                .sum();
        return new Balance(
                most == null ? null : most.name(),
                least == null ? null : least.name(),
                most == null ? 1 : (double) most.images() / least.images(),
                StrictMath.exp(entropy),
                classes.stream()
                        .filter(each -> each.images() == 0)
                        .map(ClassCount::name)
                        .toList(),
                (int) IntStream.range(0, samples.reader().size())
                        .filter(image -> samples.reader().labels(image).length == 0)
                        .count());
    }

    private static Sizes sizes(ImageTable table) {
        boolean files = table.readable().anyMatch(image -> table.fileBytes(image) > 0);
        return new Sizes(
                quantiles(table, table::width),
                quantiles(table, table::height),
                quantiles(table, image -> (double) table.width(image) / table.height(image)),
                quantiles(table, image -> (double) table.width(image) * table.height(image) / 1e6),
                files ? quantiles(table, image -> table.fileBytes(image) / 1024.0) : null);
    }

    private static Quantiles quantiles(ImageTable table, IntToDoubleFunction value) {
        return Quantiles.of(table.readable().mapToDouble(value).toArray());
    }

    private static Channels channels(Measuring measured) {
        PixelSums sums = measured.sums();
        ImageTable table = measured.table();
        return new Channels(
                sums.mean(),
                sums.deviation(),
                sums.pixels(),
                table.gray(),
                table.gray16(),
                table.plain(),
                table.turned());
    }

    private static Broken broken(Reader reader, ImageTable table) {
        return new Broken(
                table.broken(),
                table.reasons().entrySet().stream()
                        .map(each -> new BrokenImage(reader.name(each.getKey()), each.getValue()))
                        .toList());
    }
}
