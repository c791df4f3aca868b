package dev.jimm.core.train;

import dev.jimm.core.weights.Checkpoint;
import java.util.Optional;

/**
 * How a run goes on.
 *
 * @param checkpoint the last one; empty where there is none, and the run begins
 * @param changed whether the configuration is another than that of the checkpoint
 * @param allowed whether it, and the data, may be
 */
record Resumption(Optional<Checkpoint> checkpoint, boolean changed, boolean allowed) {}
