package dev.jimm.core.analyze;

/**
 * How to train from scratch by the number of training images: the more there are, the larger the model, and the fewer
 * epochs and the less augmentation it takes. A run begins with these and is then tuned.
 */
enum Recipe {
    SMALL(
            5_000,
            new Network("resnet18d", "little data: 11 million parameters are enough, more would learn it by heart"),
            "With so few images, a pretrained model that is trained further would do much better.",
            0.2,
            new Schedule(32, 200, 10),
            new Augmentation("trivial-augment-wide", "the less data, the more it needs", 0.35, 0.2, 0.25)),
    MEDIUM(
            100_000,
            new Network(
                    "resnet34d",
                    "a medium amount of data: 21 million parameters are enough, more would learn it by heart"),
            "A pretrained model that is trained further would probably do better in less time.",
            0.1,
            new Schedule(64, 100, 5),
            new Augmentation("rand-m9-mstd0.5-inc1", "the less data, the more it needs", 0.2, 0.2, 0.25)),
    LARGE(
            Integer.MAX_VALUE,
            new Network("resnet50d", "much data: 24 million parameters find enough to learn"),
            null,
            0.1,
            new Schedule(128, 60, 5),
            new Augmentation("rand-m7-mstd0.5-inc1", "much data needs little of it", 0.08, 0.1, 0));

    /** Images that are too many for this recipe. */
    private final int end;

    final Network network;

    /** What to say about pretrained models; {@code null} for nothing. */
    final String pretrained;

    /** The part to hold out. */
    final double heldOut;

    final Schedule schedule;
    final Augmentation augmentation;

    Recipe(int end, Network network, String pretrained, double heldOut, Schedule schedule, Augmentation augmentation) {
        this.end = end;
        this.network = network;
        this.pretrained = pretrained;
        this.heldOut = heldOut;
        this.schedule = schedule;
        this.augmentation = augmentation;
    }

    /**
     * What is trained.
     *
     * @param model its name
     * @param reason what kind of amount the images are, and what it needs
     */
    record Network(String model, String reason) {}

    /** For how long; {@code warmupEpochs} are a part of the epochs. */
    record Schedule(int batchSize, int epochs, int warmupEpochs) {}

    /**
     * How images are changed.
     *
     * @param reason why so much
     * @param leastCrop the least part of an image's area that is shown
     * @param erase the probability of erasing a part
     */
    record Augmentation(String policy, String reason, double leastCrop, double mixup, double erase) {}

    static Recipe of(int trainingImages) {
        if (trainingImages < SMALL.end) {
            return SMALL;
        }
        return trainingImages < MEDIUM.end ? MEDIUM : LARGE;
    }
}
