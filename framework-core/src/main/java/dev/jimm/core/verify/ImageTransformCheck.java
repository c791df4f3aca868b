package dev.jimm.core.verify;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.transform.EvalTransform;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** An evaluation transform against numbers of the normalised (C, H, W) array that timm makes of a file. */
final class ImageTransformCheck {
    /** The name that a glob may ask for. */
    static final String NAME = "eval_transform";

    private static final double TOLERANCE = 1e-5;
    private static final int CHANNELS = 3;

    /** Of ImageNet, with which the references are normalised. */
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);

    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    private static final Set<String> ARGUMENTS = Set.of("input_size", "crop_pct", "interpolation", "crop_mode");

    private ImageTransformCheck() {}

    static Case check(Facts facts) throws UnreadableImageException {
        Facts arguments = facts.at("args");
        List<Long> size = arguments.at("input_size").wholes();
        int height = Math.toIntExact(size.get(1));
        int width = Math.toIntExact(size.get(2));
        EvalTransform.Config config = config(arguments);
        String name = String.format(
                Locale.ROOT,
                "%s %d x %d, crop %s %s, %s, of %s",
                NAME,
                height,
                width,
                config.cropMode(),
                config.cropPct(),
                config.interpolation(),
                facts.at("source").text());
        EvalTransform transform = new EvalTransform(config, height, width, MEAN);
        double[] values =
                normalised(transform.apply(ImageDecoder.read(facts.at("source").besideFile())));
        Differences differences = differences(facts, values, height, width);
        String passed = "all numbers within " + TOLERANCE;
        return new Case(name, differences.isEmpty(), differences.isEmpty() ? passed : differences.toString());
    }

    private static EvalTransform.Config config(Facts arguments) {
        Set<String> unknown = new TreeSet<>();
        arguments.json().fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(ARGUMENTS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("arguments that are not checked: " + String.join(", ", unknown));
        }
        CropMode mode = arguments.has("crop_mode")
                ? CropMode.valueOf(arguments.at("crop_mode").text().toUpperCase(Locale.ROOT))
                : CropMode.CENTER;
        return new EvalTransform.Config(
                arguments.at("crop_pct").number(),
                mode,
                arguments.at("interpolation").text());
    }

    /** Channel after channel, each by rows. */
    private static double[] normalised(Image image) {
        int plane = image.width() * image.height();
        double[] values = new double[CHANNELS * plane];
        for (int i = 0; i < values.length; i++) {
            int channel = i / plane;
            int value = image.at(i % plane % image.width(), i % plane / image.width(), channel);
            values[i] = (value / 255.0 - MEAN.get(channel)) / STD.get(channel);
        }
        return values;
    }

    private static Differences differences(Facts facts, double[] values, int height, int width) {
        int plane = height * width;
        double mean = mean(values, 0, values.length);
        double variance =
                Arrays.stream(values).map(value -> value * value).average().orElseThrow() - mean * mean;
        Differences differences = new Differences();
        compare("the mean", mean, facts.at("mean"), differences);
        compare("the standard deviation", Math.sqrt(variance), facts.at("std"), differences);
        for (int channel = 0; channel < CHANNELS; channel++) {
            double own = mean(values, channel * plane, plane);
            compare(
                    "the mean of channel " + channel,
                    own,
                    facts.at("channel_means").at(channel),
                    differences);
        }
        List<Facts> row = facts.at("row10").list();
        for (int x = 0; x < row.size(); x++) {
            compare("green at " + x + ", 10", values[plane + 10 * width + x], row.get(x), differences);
        }
        compareGrid(facts.at("checker").list(), values, height, width, differences);
        return differences;
    }

    /** Of every 17th row each 13th value, as many as there are. */
    private static void compareGrid(List<Facts> grid, double[] values, int height, int width, Differences differences) {
        int columns = (width + 12) / 13;
        int rows = (height + 16) / 17;
        for (int i = 0; i < grid.size(); i++) {
            int channel = i / (columns * rows);
            int y = i / columns % rows * 17;
            int x = i % columns * 13;
            String what = "channel " + channel + " at " + x + ", " + y;
            compare(what, values[(channel * height + y) * width + x], grid.get(i), differences);
        }
    }

    private static double mean(double[] values, int from, int count) {
        return Arrays.stream(values, from, from + count).average().orElseThrow();
    }

    private static void compare(String what, double actual, Facts expected, Differences differences) {
        if (!(Math.abs(actual - expected.number()) <= TOLERANCE)) {
            differences.add(
                    "number",
                    String.format(Locale.ROOT, "%s is %.6g, the reference says %.6g", what, actual, expected.number()));
        }
    }
}
