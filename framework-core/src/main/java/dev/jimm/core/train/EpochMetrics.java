package dev.jimm.core.train;

/**
 * What an epoch came to; a row of metrics.csv. It holds nothing that depends on the machine's speed, so that a
 * resumed run writes the rows of an unbroken one.
 *
 * @param epoch counted from 1
 * @param rate the learning rate of the last update
 * @param trainLoss the mean over the updates
 * @param validationLoss the mean over the held-out samples, as {@link Evaluation#loss} is
 * @param top1 the part of the held-out samples that were classified right, as {@link Evaluation#top1} is, in [0, 1]
 * @param top5 the part that had a right class among the five likeliest, in [0, 1]
 */
public record EpochMetrics(int epoch, double rate, double trainLoss, double validationLoss, double top1, double top5) {
    /** So small that no loss outweighs one right answer among millions. */
    private static final double LOSS_WEIGHT = 1e-12;

    private static final double LARGEST_LOSS = 1e4;

    static final String HEADER = "epoch,rate,train_loss,validation_loss,validation_top1,validation_top5";

    /** What the best epoch has most of: right answers, and with as many of them the lower loss. */
    double score() {
        return top1 - LOSS_WEIGHT * Math.min(validationLoss, LARGEST_LOSS);
    }

    String line() {
        return epoch + "," + rate + "," + trainLoss + "," + validationLoss + "," + top1 + "," + top5;
    }
}
