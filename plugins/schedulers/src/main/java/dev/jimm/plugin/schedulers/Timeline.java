package dev.jimm.plugin.schedulers;

import dev.jimm.api.scheduler.Progress;

/** The positions of a training: its epochs, or its updates. */
record Timeline(int epochs, int updatesPerEpoch, boolean onUpdates) {
    long position(Progress progress) {
        return onUpdates ? progress.updates() : progress.epoch();
    }

    /** How many positions an epoch has. */
    int perEpoch() {
        return onUpdates ? updatesPerEpoch : 1;
    }

    /** How many positions the configured epochs have. */
    long length() {
        return (long) epochs * perEpoch();
    }
}
