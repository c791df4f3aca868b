package dev.jimm.app.quantize;

/** Counts how often classes are what they should be. */
final class Score {
    private static final int TOP = 5;

    private int images;
    private int first;
    private int amongFive;

    /** Where a class stands among the logits: 0 for the largest. */
    private static int rank(float[] logits, int wanted) {
        int rank = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[wanted] || logits[i] == logits[wanted] && i < wanted) {
                rank++;
            }
        }
        return rank;
    }

    static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** @param wanted negative for an image that does not count */
    void add(float[] logits, int wanted) {
        if (wanted >= 0) {
            int rank = rank(logits, wanted);
            images++;
            first += rank == 0 ? 1 : 0;
            amongFive += rank < TOP ? 1 : 0;
        }
    }

    /** As a part of all images; {@code null} when there were none. */
    Double top1() {
        return images == 0 ? null : (double) first / images;
    }

    Double top5() {
        return images == 0 ? null : (double) amongFive / images;
    }
}
