package dev.jimm.core.listener;

import dev.jimm.api.event.TrainingEvent.Started;

/**
 * How far a training was when a row was written.
 *
 * @param epoch from 1
 * @param batch from 1; {@link #END} for what is told of the whole epoch
 */
record Position(int epoch, int batch) {
    static final int END = Integer.MAX_VALUE;

    /** Whether it lies behind the checkpoint that a training goes on from, so that it will be told again. */
    boolean isBehind(Started started) {
        int whole = started.epochsDone();
        return epoch > whole + 1 || epoch == whole + 1 && batch > started.batchesDone();
    }
}
