package dev.jimm.core.verify;

import static java.util.Map.entry;

import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Blur;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Histogram;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import dev.jimm.api.image.Resize;
import dev.jimm.api.image.Resize.Box;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.transform.Interpolation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operations of a reference file, by timm's names. */
final class ImageOperations {
    private static final Map<String, Operation> BY_NAME = new TreeMap<>(Map.ofEntries(
            entry("auto_contrast", (image, facts) -> Histogram.autoContrast(image)),
            entry("equalize", (image, facts) -> Histogram.equalize(image)),
            entry("invert", (image, facts) -> Levels.invert(image)),
            entry("solarize", (image, facts) -> Levels.solarize(image, whole(facts))),
            entry("solarize_add", (image, facts) -> Levels.solarizeAdd(image, whole(facts))),
            entry("posterize", (image, facts) -> Levels.posterize(image, whole(facts))),
            entry("brightness", (image, facts) -> Enhance.brightness(image, number(facts))),
            entry("contrast", (image, facts) -> Enhance.contrast(image, number(facts))),
            entry("color", (image, facts) -> Enhance.color(image, number(facts))),
            entry("sharpness", (image, facts) -> Enhance.sharpness(image, number(facts))),
            entry("desaturate", (image, facts) -> Enhance.desaturate(image, number(facts))),
            entry("gaussian_blur", (image, facts) -> Blur.gaussian(image, number(facts))),
            entry("shear_x", (image, facts) -> moved(Affine.shearX(number(facts)), image, facts)),
            entry("shear_y", (image, facts) -> moved(Affine.shearY(number(facts)), image, facts)),
            entry("translate_x_abs", (image, facts) -> translated(number(facts), 0, image, facts)),
            entry("translate_y_abs", (image, facts) -> translated(0, number(facts), image, facts)),
            entry("translate_x_rel", (image, facts) -> translated(number(facts) * image.width(), 0, image, facts)),
            entry("translate_y_rel", (image, facts) -> translated(0, number(facts) * image.height(), image, facts)),
            entry("rotate", (image, facts) -> Affine.rotate(image, number(facts), filter(facts), fill(facts))),
            entry("resize", ImageOperations::resized)));

    private ImageOperations() {}

    @FunctionalInterface
    private interface Operation {
        Image apply(Image image, Facts facts);
    }

    /** @throws IllegalArgumentException for a name that is not known, or an argument that does not fit */
    static Image apply(String name, Image image, Facts facts) {
        Operation operation = BY_NAME.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("there is no operation '" + name + "'; known are decode, "
                    + String.join(", ", BY_NAME.keySet()) + Nearest.hint(name, BY_NAME.keySet()));
        }
        return operation.apply(image, facts);
    }

    private static Image resized(Image image, Facts facts) {
        int width = Math.toIntExact(facts.at("width").whole());
        int height = Math.toIntExact(facts.at("height").whole());
        if (!facts.has("box")) {
            return Resize.resize(image, width, height, filter(facts));
        }
        List<Float> box =
                facts.at("box").numbers().stream().map(Double::floatValue).toList();
        return Resize.resize(
                image, width, height, filter(facts), new Box(box.get(0), box.get(1), box.get(2), box.get(3)));
    }

    private static Image translated(double x, double y, Image image, Facts facts) {
        return moved(Affine.translation(x, y), image, facts);
    }

    private static Image moved(Affine map, Image image, Facts facts) {
        return map.apply(image, filter(facts), fill(facts));
    }

    private static int whole(Facts facts) {
        return Math.toIntExact(facts.at("args").at(0).whole());
    }

    private static double number(Facts facts) {
        return facts.at("args").at(0).number();
    }

    private static Filter filter(Facts facts) {
        return Interpolation.filter(facts.at("filter").text());
    }

    private static int fill(Facts facts) {
        return facts.at("fill").wholes().stream()
                .mapToInt(Math::toIntExact)
                .reduce(0, (colour, next) -> colour << 8 | next);
    }
}
