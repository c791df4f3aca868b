package dev.jimm.core.train;

/** The loss or its gradients are not finite, more often in a row than the configuration lets pass. */
final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param inRow how many updates in a row were so */
    NotFiniteException(double loss, double gradientNorm, int inRow) {
        super((Double.isFinite(loss)
                        ? "the loss is " + loss + ", but its gradients are not finite (their norm is " + gradientNorm
                                + ")"
                        : "the loss is " + loss)
                + (inRow > 1 ? ", behind " + (inRow - 1) + " skipped updates," : ""));
    }
}
