package dev.jimm.plugin.augment;

import static dev.jimm.plugin.augment.Change.move;
import static dev.jimm.plugin.augment.Change.tone;

import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Blur;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Histogram;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations by name, with timm's names and strengths; several have the strengths of more than one paper. */
final class Operations {
    private static final double LEAST_RADIUS = 0.1;
    private static final double MOST_RADIUS = 2;

    private static final Strength FACTOR = Strength.plain(tenths -> tenths * 1.8 + 0.1);
    private static final Strength FACTOR_INCREASING = Strength.aroundOne(0.9);
    private static final Strength SHEAR = Strength.either(0.3);
    private static final Strength SHIFT = Strength.eitherOfSide(0.45);
    private static final double SHIFT_REL = 0.45;
    private static final String ENHANCED = "factor %s";
    private static final String SHIFTED = "%s %% of the shorter side";
    private static final String BITS = "bits kept: %s";
    private static final String THRESHOLD = "threshold %s";

    private static final Change POSTERIZE = tone(Operations::posterize);
    private static final Change SOLARIZE = tone((image, threshold) -> Levels.solarize(image, (int) threshold));
    private static final Change COLOR = tone(Enhance::color);
    private static final Change CONTRAST = tone(Enhance::contrast);
    private static final Change BRIGHTNESS = tone(Enhance::brightness);
    private static final Change SHARPNESS = tone(Enhance::sharpness);

    private static final Map<String, Operation> TABLE = table(List.of(
            new Operation("AutoContrast", Strength.NONE, "", tone((image, none) -> Histogram.autoContrast(image))),
            new Operation("Equalize", Strength.NONE, "", tone((image, none) -> Histogram.equalize(image))),
            new Operation("Invert", Strength.NONE, "", tone((image, none) -> Levels.invert(image))),
            new Operation("Rotate", Strength.either(30), "%s degrees", Change::rotate),
            new Operation("Posterize", Strength.plain(Operations::bits), BITS, POSTERIZE),
            new Operation("PosterizeIncreasing", Strength.plain(tenths -> 4 - bits(tenths)), BITS, POSTERIZE),
            new Operation("PosterizeOriginal", Strength.plain(tenths -> 4 + bits(tenths)), BITS, POSTERIZE),
            new Operation("Solarize", Strength.plain(Operations::threshold), THRESHOLD, SOLARIZE),
            new Operation("SolarizeIncreasing", Strength.plain(tenths -> 256 - threshold(tenths)), THRESHOLD, SOLARIZE),
            new Operation(
                    "SolarizeAdd",
                    Strength.plain(tenths -> Math.min(128, (int) (tenths * 110))),
                    "%s added below 128",
                    tone((image, added) -> Levels.solarizeAdd(image, (int) added))),
            new Operation("Color", FACTOR, ENHANCED, COLOR),
            new Operation("ColorIncreasing", FACTOR_INCREASING, ENHANCED, COLOR),
            new Operation("Contrast", FACTOR, ENHANCED, CONTRAST),
            new Operation("ContrastIncreasing", FACTOR_INCREASING, ENHANCED, CONTRAST),
            new Operation("Brightness", FACTOR, ENHANCED, BRIGHTNESS),
            new Operation("BrightnessIncreasing", FACTOR_INCREASING, ENHANCED, BRIGHTNESS),
            new Operation("Sharpness", FACTOR, ENHANCED, SHARPNESS),
            new Operation("SharpnessIncreasing", FACTOR_INCREASING, ENHANCED, SHARPNESS),
            new Operation("ShearX", SHEAR, ENHANCED, move((image, factor) -> Affine.shearX(factor))),
            new Operation("ShearY", SHEAR, ENHANCED, move((image, factor) -> Affine.shearY(factor))),
            new Operation("TranslateX", SHIFT, SHIFTED, move((image, pixels) -> Affine.translation(pixels, 0))),
            new Operation("TranslateY", SHIFT, SHIFTED, move((image, pixels) -> Affine.translation(0, pixels))),
            translateXRel(SHIFT_REL),
            translateYRel(SHIFT_REL),
            new Operation("Desaturate", between(0.5, 1), "without %s of the colour", tone(Enhance::desaturate)),
            new Operation("GaussianBlur", between(LEAST_RADIUS, MOST_RADIUS), "radius %s", tone(Blur::gaussian)),
            new Operation(
                    "GaussianBlurRand", between(0, 1), "radius from 0.1 to 2 x %s", (image, part, canvas, random) -> {
                        double radius = LEAST_RADIUS + (MOST_RADIUS * part - LEAST_RADIUS) * random.nextDouble();
                        return Blur.gaussian(image, radius);
                    })));

    private Operations() {}

    /** All names. */
    static Set<String> names() {
        return TABLE.keySet();
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Operation named(String name) {
        Operation found = TABLE.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no operation '" + name + "'; there are " + String.join(", ", names()));
        }
        return found;
    }

    /** Moves to the left or right by up to that part of the width. */
    static Operation translateXRel(double most) {
        Change change = move((image, part) -> Affine.translation(part * image.width(), 0));
        return new Operation("TranslateXRel", Strength.either(most), "%s of the width", change);
    }

    /** Moves up or down by up to that part of the height. */
    static Operation translateYRel(double most) {
        Change change = move((image, part) -> Affine.translation(0, part * image.height()));
        return new Operation("TranslateYRel", Strength.either(most), "%s of the height", change);
    }

    private static Map<String, Operation> table(List<Operation> operations) {
        Map<String, Operation> table = new LinkedHashMap<>();
        operations.forEach(operation -> table.put(operation.name(), operation));
        return Collections.unmodifiableMap(table);
    }

    private static Strength between(double least, double most) {
        return Strength.plain(tenths -> Math.max(least, Math.min(most, least + (most - least) * tenths)));
    }

    private static int bits(double tenths) {
        return (int) (tenths * 4);
    }

    private static int threshold(double tenths) {
        return Math.min(256, (int) (tenths * 256));
    }

    /** Levels above 10 lead out of the range of bits. */
    private static Image posterize(Image image, double bits) {
        return bits >= 8 ? image : Levels.posterize(image, Math.max(0, (int) bits));
    }
}
