package dev.jimm.core.verify;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.core.verify.GeneratedModel.Outputs;
import dev.jimm.core.verify.GeneratedModel.Values;
import dev.jimm.core.verify.ModelFacts.OutputFacts;
import dev.jimm.core.verify.ModelFacts.TensorSummary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares the outputs of a forward pass with those of the reference, relative to the largest value of each tensor. */
final class OutputCheck {
    /** What two correct implementations in float32 stay well below. */
    private static final double TOLERANCE = 1e-4;

    private final Differences differences;
    private double worst;

    private OutputCheck(Differences differences) {
        this.differences = differences;
    }

    /** Returns the largest relative difference. */
    static double check(OutputFacts reference, Outputs actual, Differences differences) {
        OutputCheck check = new OutputCheck(differences);
        check.firstLogits(reference.firstLogits(), actual.logits());
        check.summary("logits", reference.logits(), actual.logits());
        reference.preLogits().ifPresent(summary -> check.summary("pre-logits", summary, actual.preLogits()));
        check.features(reference.features(), actual.features());
        check.intermediates(reference, actual);
        return check.worst;
    }

    private void firstLogits(List<Double> expected, Values actual) {
        double scale = expected.stream().mapToDouble(Math::abs).max().orElse(0);
        for (int i = 0; i < Math.min(expected.size(), actual.values().length); i++) {
            compare("logits", "logit " + i, actual.values()[i], expected.get(i), scale);
        }
    }

    private void features(List<TensorSummary> expected, List<Values> actual) {
        differences.compare("branches", "the number of feature tensors", actual.size(), expected.size());
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            summary(expected.size() == 1 ? "features" : "features " + i, expected.get(i), actual.get(i));
        }
    }

    private void intermediates(OutputFacts reference, Outputs actual) {
        for (int i = 0; i < reference.intermediates().size(); i++) {
            FeatureInfo info = reference.featureInfo().orElseThrow().get(i);
            Values tapped = actual.intermediates().get(info.module());
            if (tapped == null) {
                differences.add("tap", "the model taps no '" + info.module() + "'");
            } else {
                summary("'" + info.module() + "'", reference.intermediates().get(i), tapped);
            }
        }
    }

    private void summary(String what, TensorSummary expected, Values actual) {
        List<Long> shape = Arrays.stream(actual.shape()).boxed().toList();
        if (!shape.equals(expected.shape())) {
            differences.compare("output shape", "the shape of " + what, shape, expected.shape());
            return;
        }
        TensorStatistics statistics = TensorStatistics.of(actual.values());
        double scale = expected.absmax();
        compare("mean", "the mean of " + what, statistics.mean(), expected.mean(), scale);
        compare("std", "the deviation of " + what, statistics.deviation(), expected.deviation(), scale);
        compare("absmax", "the largest absolute value of " + what, statistics.absmax(), expected.absmax(), scale);
        for (int i = 0; i < Math.min(expected.head().size(), actual.values().length); i++) {
            compare(
                    "head",
                    "value " + i + " of " + what,
                    actual.values()[i],
                    expected.head().get(i),
                    scale);
        }
    }

    private void compare(String kind, String what, double actual, double expected, double scale) {
        double relative = actual == expected ? 0 : Math.abs(actual - expected) / scale;
        worst = Math.max(worst, relative);
        if (!(relative < TOLERANCE)) {
            differences.add(
                    kind,
                    String.format(
                            Locale.ROOT,
                            "%s is %.7g, the reference says %.7g (%.1e apart relative to the largest value, below %.0e"
                                    + " is right)",
                            what,
                            actual,
                            expected,
                            relative,
                            TOLERANCE));
        }
    }
}
