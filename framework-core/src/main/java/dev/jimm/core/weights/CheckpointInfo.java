package dev.jimm.core.weights;

import java.util.Locale;
import java.util.Optional;

/**
 * What a checkpoint is kept or chosen by.
 *
 * @param name the name of its folder
 * @param step how many steps the run had done; the last checkpoint is the one with the most
 * @param score what decides which one is best; absent when nothing finite was measured
 */
public record CheckpointInfo(String name, long step, Optional<Score> score) {
    private static final String EPOCH = "epoch-";
    private static final String RECOVERY = "step-";

    /** The name of the checkpoint behind so many epochs. */
    public static String epochName(int epochs) {
        return String.format(Locale.ROOT, EPOCH + "%04d", epochs);
    }

    /** The name of a checkpoint within an epoch, which is there to resume from and for nothing else. */
    public static String recoveryName(long steps) {
        return String.format(Locale.ROOT, RECOVERY + "%08d", steps);
    }

    /** Whether it was written within an epoch. */
    public boolean isRecovery() {
        return name.startsWith(RECOVERY);
    }
}
