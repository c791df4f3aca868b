package dev.jimm.core.train;

/** Where the time of an epoch goes. */
final class EpochClock {
    private static final double NANOS = 1e9;

    private final long begin = System.nanoTime();
    private long mark = begin;
    private long lapBegin = begin;
    private long lapWaited;
    private int lapSamples;

    private long trained;
    private long waited;
    private long samples;

    /**
     * What an update took.
     *
     * @param samples it learned from
     * @param seconds since the update before
     * @param dataSeconds of these, waiting for data
     */
    record Lap(int samples, double seconds, double dataSeconds) {}

    /** From now on the training waits for data. */
    void waiting() {
        mark = System.nanoTime();
    }

    /** The data has come: so many samples. */
    void working(int count) {
        lapWaited += System.nanoTime() - mark;
        lapSamples += count;
    }

    /** An update ends. */
    Lap lap() {
        long now = System.nanoTime();
        Lap lap = new Lap(lapSamples, (now - lapBegin) / NANOS, lapWaited / NANOS);
        trained += now - lapBegin;
        waited += lapWaited;
        samples += lapSamples;
        lapBegin = now;
        lapWaited = 0;
        lapSamples = 0;
        return lap;
    }

    /** Since the clock was made. */
    double seconds() {
        return (System.nanoTime() - begin) / NANOS;
    }

    /** Of the laps, waiting for data included; 0 when there was none. */
    double samplesPerSecond() {
        return trained == 0 ? 0 : samples / (trained / NANOS);
    }

    /** Which part of the laps was waiting for data. */
    double dataShare() {
        return trained == 0 ? 0 : (double) waited / trained;
    }
}
