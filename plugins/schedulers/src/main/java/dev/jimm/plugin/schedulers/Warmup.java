package dev.jimm.plugin.schedulers;

/** A linear rise of the rate at the beginning. */
record Warmup(int epochs, double rate, boolean prefix) {
    /** How many epochs it adds to the training. */
    int added() {
        return prefix ? epochs : 0;
    }

    /** The rate at a position before the end, from the first rate at 0 to the target at the end. */
    double rising(double target, long position, long length) {
        return rate + position * ((target - rate) / length);
    }

    /** Where nothing has happened yet. */
    double first(double baseRate) {
        return epochs > 0 ? rate : baseRate;
    }

    void requireWithin(int trained) {
        Checks.require(
                prefix || epochs < trained, "warmup-epochs must be below train.epochs, " + trained + ", is " + epochs);
    }
}
