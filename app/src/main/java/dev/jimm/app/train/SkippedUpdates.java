package dev.jimm.app.train;

import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.app.text.Text;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The updates of an epoch that were skipped, as a line. */
final class SkippedUpdates {
    private final Set<Skipped.Reason> reasons = new TreeSet<>();
    private int count;
    private double lossScale;

    void add(Skipped skipped) {
        reasons.add(skipped.reason());
        count++;
        lossScale = skipped.lossScale();
    }

    /** What to tell, once; empty when nothing was skipped since the last time. */
    Optional<String> take() {
        if (count == 0) {
            return Optional.empty();
        }
        String what = reasons.stream().map(SkippedUpdates::noun).collect(Collectors.joining(" or "));
        String scale = lossScale == 1 ? "" : Text.format("; the loss scale is now %.0f", lossScale);
        String line = Text.count(count, "update") + " skipped: " + what + " not finite" + scale;
        count = 0;
        reasons.clear();
        return Optional.of(line);
    }

    private static String noun(Skipped.Reason reason) {
        return switch (reason) {
            case LOSS -> "loss";
            case GRADIENTS -> "gradients";
        };
    }
}
