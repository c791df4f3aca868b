package dev.jimm.core.verify;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.DecodeConfig;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.ImageFiles;
import dev.jimm.core.image.UnreadableImageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Decoded images, the results of image operations, and whole evaluation transforms, beside files that hold the pixels.
 * Every pixel must be equal.
 */
final class ImageFixture implements FixtureKind {
    private static final String SOURCE = "source.png";
    private static final String DECODE = "decode";
    private static final DecodeConfig AS_PILLOW = new DecodeConfig(false, true);

    @Override
    public String description() {
        return "images (a JSON object with 'cases' that have 'file' and 'op')";
    }

    @Override
    public boolean recognises(Facts first) {
        return first.has("cases") && first.at("cases").at(0).has("op");
    }

    @Override
    public List<String> check(Iterator<Facts> records, VerifyOptions options, Consumer<Case> report) {
        Predicate<String> wanted = options.wanted();
        List<String> notes = new ArrayList<>();
        int left = 0;
        while (records.hasNext()) {
            Facts record = records.next();
            for (Facts facts : record.at("cases").list()) {
                left += report(facts, facts.at("op").text(), facts.at("file"), wanted, report);
            }
            if (record.has("eval_transforms")) {
                for (Facts facts : record.at("eval_transforms").list()) {
                    left += report(facts, ImageTransformCheck.NAME, facts.at("source"), wanted, report);
                }
            }
            if (record.has("policies")) {
                notes.add("tables of augmentation policies are checked by the tests of plugins/augment");
            }
        }
        if (left > 0) {
            notes.add(
                    "images of operations and files that do not match '" + options.names() + "', not checked: " + left);
        }
        return notes;
    }

    /** Gives the number of checks that were left out. */
    private static int report(
            Facts facts, String operation, Facts file, Predicate<String> wanted, Consumer<Case> report) {
        if (!wanted.test(operation) && !wanted.test(file.text())) {
            return 1;
        }
        report.accept(check(facts, operation, file.text()));
        return 0;
    }

    private static Case check(Facts facts, String operation, String file) {
        try {
            return switch (operation) {
                case DECODE -> decoded(facts, file);
                case ImageTransformCheck.NAME -> ImageTransformCheck.check(facts);
                default -> operated(facts, operation, file);
            };
        } catch (UnreadableImageException | IllegalArgumentException e) {
            return new Case(file, false, e.getMessage());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            return new Case(file, false, "the reference has numbers that fit no image: " + e.getMessage());
        }
    }

    private static Case decoded(Facts facts, String file) throws UnreadableImageException {
        Path path = facts.at("file").besideFile();
        Image actual = ImageDecoder.open(ImageFiles.bytes(path), path.toString(), AS_PILLOW)
                .whole();
        if (!facts.has("decoded")) {
            String size = actual.width() + " x " + actual.height();
            return new Case(file, true, "can be decoded, to " + size + " pixels; the reference does not say to which");
        }
        return compared(file, actual, ImageDecoder.read(facts.at("decoded").besideFile()));
    }

    private static Case operated(Facts facts, String operation, String file) throws UnreadableImageException {
        Image source = ImageDecoder.read(facts.file().resolveSibling(SOURCE));
        Image actual = ImageOperations.apply(operation, source, facts);
        return compared(file, actual, ImageDecoder.read(facts.at("file").besideFile()));
    }

    private static Case compared(String name, Image actual, Image expected) {
        String size = expected.width() + " x " + expected.height();
        if (actual.width() != expected.width() || actual.height() != expected.height()) {
            String found = actual.width() + " x " + actual.height();
            return new Case(name, false, "is of " + found + " pixels, the reference of " + size);
        }
        Differences differences = new Differences();
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                differences.compare(
                        "pixel", "the pixel at " + x + ", " + y, pixel(actual, x, y), pixel(expected, x, y));
            }
        }
        String passed = "all " + size + " pixels are equal";
        return new Case(name, differences.isEmpty(), differences.isEmpty() ? passed : differences.toString());
    }

    private static List<Integer> pixel(Image image, int x, int y) {
        return List.of(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2));
    }
}
