package dev.jimm.plugin.augment;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.plugin.augment.ShortForm.Key;
import dev.jimm.plugin.augment.ShortForm.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * RandAugment with timm's operations and short form, such as {@code rand-m9-mstd0.5-inc1}: a few operations an image,
 * drawn at random, all at the same magnitude. Unlike timm, {@code inc0} means what it says, and a key that is not
 * understood is an error. {@code w0} of older recipes names the weighted set. A number behind {@code t} names no set, and
 * leaves the default one, as in timm.
 *
 * <p>Cubuk, Zoph, Shlens and Le, <a href="https://arxiv.org/abs/1909.13719">RandAugment: Practical Automated Data
 * Augmentation with a Reduced Search Space</a>, 2019.
 */
public final class RandAugment implements AugmentPolicyProvider<RandAugment.Options> {
    private static final List<Key> KEYS = List.of(
            new Key("m", Kind.NUMBER, "magnitude"),
            new Key("n", Kind.WHOLE, "count"),
            new Key("p", Kind.NUMBER, "probability"),
            new Key("mstd", Kind.NUMBER, "magnitude-std"),
            new Key("mmax", Kind.NUMBER, "magnitude-max"),
            new Key("inc", Kind.FLAG, "increasing"),
            new Key("w", Kind.ZERO, "operations = [weights], as older recipes write it"),
            new Key("t", Kind.SET, "operations: one of " + String.join(", ", OperationSet.setNames())));

    /**
     * The options.
     *
     * @param magnitude the level of every operation, at least 0; 10 is the usual greatest
     * @param magnitudeStd 0, or the standard deviation of normal noise on the magnitude; above 100 the magnitude is
     *     drawn uniformly from 0 to {@code magnitude}
     * @param magnitudeMax above 0; greater magnitudes, drawn or not, count as this one
     * @param increasing whether the default set has the operations whose change always grows with the magnitude;
     *     otherwise a factor of 1, which changes nothing, lies at magnitude 5
     * @param operations the name of a set alone, one of default, weights, 3a and 3aw; or names of operations
     * @param count how many operations are drawn for an image, at least 1
     * @param probability with which a drawn operation is applied
     * @param fill the colour of uncovered pixels: red, green and blue, 0 to 255; {@code null} for the mean colour of
     *     the run's normalisation
     * @param interpolation nearest, bilinear, bicubic or random, which is bilinear or bicubic, drawn for each
     *     operation; {@code null} for that of the crop
     */
    public record Options(
            double magnitude,
            double magnitudeStd,
            double magnitudeMax,
            boolean increasing,
            List<String> operations,
            int count,
            double probability,
            List<Integer> fill,
            String interpolation) {
        public Options {
            Checks.notNegative("magnitude", magnitude);
            Checks.notNegative("magnitude-std", magnitudeStd);
            Checks.positive("magnitude-max", magnitudeMax);
            operations = List.copyOf(operations);
            requireOperations(operations);
            Checks.between("count", 1, Checks.MOST, count);
            int different = OperationSet.of(operations, increasing).weights().size();
            Checks.require(
                    different == 0 || count <= different,
                    "count must be at most " + different + ", because no operation of the set is drawn twice, is "
                            + count);
            Checks.probability("probability", probability);
            fill = new Painting(fill, interpolation).fill();
        }

        private static void requireOperations(List<String> names) {
            List<String> unknown = names.stream()
                    .filter(name -> !Operations.names().contains(name))
                    .filter(name -> names.size() > 1 || !OperationSet.setNames().contains(name))
                    .toList();
            Checks.require(
                    !names.isEmpty() && unknown.isEmpty(),
                    "operations must be one of the sets " + OperationSet.setNames() + " or some of the operations "
                            + Operations.names() + ", is " + names);
        }

        private Magnitude level() {
            return new Magnitude(magnitude, magnitudeStd, magnitudeMax);
        }

        private OperationSet set() {
            return OperationSet.of(operations, increasing);
        }
    }

    @Override
    public Set<String> names() {
        return Set.of("rand");
    }

    @Override
    public Options defaults(String name) {
        return new Options(10, 0, Magnitude.USUAL_MAX, false, List.of("default"), 2, 0.5, null, null);
    }

    @Override
    public Options shortForm(String name, String keys) {
        ShortForm form = ShortForm.parse(keys, KEYS);
        Options usual = defaults(name);
        return new Options(
                form.number("m", usual.magnitude()),
                form.number("mstd", usual.magnitudeStd()),
                form.number("mmax", usual.magnitudeMax()),
                form.flag("inc", usual.increasing()),
                operations(form, usual),
                form.whole("n", usual.count()),
                form.number("p", usual.probability()),
                usual.fill(),
                usual.interpolation());
    }

    private static List<String> operations(ShortForm form, Options usual) {
        Optional<String> named = form.text("t").filter(set -> !set.matches("[\\d.]+"));
        boolean weighted = form.text("w").isPresent();
        if (weighted && named.isPresent()) {
            throw new IllegalArgumentException(
                    "has w0 and t" + named.get() + ", which are two sets; leave one of them out");
        }
        return weighted ? List.of("weights") : named.map(List::of).orElse(usual.operations());
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "RandAugment: some operations an image, drawn at random, all at one magnitude; short: rand-m9-mstd0.5-inc1",
                "https://arxiv.org/abs/1909.13719");
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        OperationSet set = options.set();
        List<Step> steps = set.names().stream()
                .map(one -> new Step(Operations.named(one), options.probability(), options.level()))
                .toList();
        Canvas own = new Painting(options.fill(), options.interpolation()).on(canvas);
        return set.weights().isEmpty()
                ? new UniformChoice(steps, options.count(), own)
                : new WeightedChoice(steps, set.weights(), options.count(), own);
    }

    @Override
    public String describe(String name, Options options) {
        OperationSet set = options.set();
        String different = set.weights().isEmpty() ? "" : "different ";
        String header = "%s %soperation%s of %s drawn for each image, each with probability %s and magnitude %s:"
                .formatted(
                        options.count(),
                        different,
                        options.count() == 1 ? "" : "s",
                        set.names().size(),
                        Text.number(options.probability()),
                        options.level());
        return Text.lines(
                header,
                IntStream.range(0, set.names().size())
                        .mapToObj(i -> line(set, i, options))
                        .toList());
    }

    private static String line(OperationSet set, int index, Options options) {
        String name = set.names().get(index);
        String effect = new Step(Operations.named(name), options.probability(), options.level()).effect();
        return set.weights().isEmpty()
                ? Text.entry(name, effect)
                : Text.entry(name, effect, set.weights().get(index));
    }
}
