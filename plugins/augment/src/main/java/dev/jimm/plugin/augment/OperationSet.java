package dev.jimm.plugin.augment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What RandAugment draws from; the named sets are timm's.
 *
 * @param names of operations
 * @param weights how often each is drawn in proportion, and no operation twice for an image; empty where all are drawn
 *     as often as the others, and again if it comes so
 */
record OperationSet(List<String> names, List<Double> weights) {
    private static final String INCREASING = "Increasing";

    private static final OperationSet USUAL = uniform("""
        AutoContrast Equalize Invert Rotate Posterize Solarize SolarizeAdd Color Contrast Brightness Sharpness
        ShearX ShearY TranslateXRel TranslateYRel\
        """);

    private static final Map<String, OperationSet> NAMED = named();

    private static Map<String, OperationSet> named() {
        Map<String, OperationSet> sets = new LinkedHashMap<>();
        sets.put("default", USUAL);
        sets.put("weights", weighted("""
            Rotate 3, ShearX 2, ShearY 2, TranslateXRel 1, TranslateYRel 1, ColorIncreasing 0.25,
            SharpnessIncreasing 0.25, AutoContrast 0.25, SolarizeIncreasing 0.05, SolarizeAdd 0.05,
            ContrastIncreasing 0.05, BrightnessIncreasing 0.05, Equalize 0.05, PosterizeIncreasing 0.05,
            Invert 0.05\
            """));
        sets.put("3a", uniform("SolarizeIncreasing Desaturate GaussianBlur"));
        sets.put("3aw", weighted("""
            SolarizeIncreasing 6, Desaturate 6, GaussianBlur 6, Rotate 3, ShearX 2, ShearY 2,
            PosterizeIncreasing 1, AutoContrast 1, ColorIncreasing 1, SharpnessIncreasing 1, ContrastIncreasing 1,
            BrightnessIncreasing 1, Equalize 1, Invert 1\
            """));
        return sets;
    }

    /** The names of the sets. */
    static Set<String> setNames() {
        return NAMED.keySet();
    }

    /**
     * The set that is meant.
     *
     * @param names of operations, or that of a set alone
     * @param increasing whether the default set is the one in which a greater magnitude always means a greater change
     * @throws IllegalArgumentException for names that there are not
     */
    static OperationSet of(List<String> names, boolean increasing) {
        OperationSet set = names.size() == 1 ? NAMED.get(names.get(0)) : null;
        if (set == null) {
            names.forEach(Operations::named);
            return new OperationSet(names, List.of());
        }
        return set == USUAL && increasing ? set.increasing() : set;
    }

    private OperationSet increasing() {
        Set<String> known = Operations.names();
        List<String> others = names.stream()
                .map(name -> known.contains(name + INCREASING) ? name + INCREASING : name)
                .toList();
        return new OperationSet(others, weights);
    }

    private static OperationSet uniform(String names) {
        return new OperationSet(List.of(names.split("\\s+")), List.of());
    }

    private static OperationSet weighted(String entries) {
        List<String[]> pairs = Arrays.stream(entries.split(",\\s*"))
                .map(entry -> entry.split(" "))
                .toList();
        return new OperationSet(
                pairs.stream().map(pair -> pair[0]).toList(),
                pairs.stream().map(pair -> Double.valueOf(pair[1])).toList());
    }
}
