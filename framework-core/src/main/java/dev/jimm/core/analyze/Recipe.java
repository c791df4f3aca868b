package dev.jimm.core.analyze;

/**
 * How to train from scratch by the number of training images: the more there are, the larger the model, and the fewer
 * epochs and the less augmentation it takes. A run begins with these and is then tuned.
 */
enum Recipe {
    //     below     model        million  batch  epochs  warmup  crop  policy                      mixup  cutmix  erase
    SMALL(5_000, "resnet18d", 11, 32, 200, 10, 0.35, "trivial-augment-wide", 0.2, 1.0, 0.25),
    MEDIUM(100_000, "resnet34d", 21, 64, 100, 5, 0.2, "rand-m9-mstd0.5-inc1", 0.2, 1.0, 0.25),
    LARGE(Integer.MAX_VALUE, "resnet50d", 24, 128, 60, 5, 0.08, "rand-m7-mstd0.5-inc1", 0.1, 1.0, 0);

    private final int end;
    private final String model;
    private final int millions;
    private final int batchSize;
    private final int epochs;
    private final int warmupEpochs;
    private final double leastCrop;
    private final String policy;
    private final double mixup;
    private final double cutmix;
    private final double erase;

    /**
     * @param end images that are too many for this recipe
     * @param millions of parameters
     * @param leastCrop the least part of an image's area that is shown
     * @param erase the probability of erasing a part
     */
    Recipe(
            int end,
            String model,
            int millions,
            int batchSize,
            int epochs,
            int warmupEpochs,
            double leastCrop,
            String policy,
            double mixup,
            double cutmix,
            double erase) {
        this.end = end;
        this.model = model;
        this.millions = millions;
        this.batchSize = batchSize;
        this.epochs = epochs;
        this.warmupEpochs = warmupEpochs;
        this.leastCrop = leastCrop;
        this.policy = policy;
        this.mixup = mixup;
        this.cutmix = cutmix;
        this.erase = erase;
    }

    static Recipe of(int trainingImages) {
        if (trainingImages < SMALL.end) {
            return SMALL;
        }
        return trainingImages < MEDIUM.end ? MEDIUM : LARGE;
    }

    String model() {
        return model;
    }

    int millions() {
        return millions;
    }

    int batchSize() {
        return batchSize;
    }

    int epochs() {
        return epochs;
    }

    int warmupEpochs() {
        return warmupEpochs;
    }

    double leastCrop() {
        return leastCrop;
    }

    String policy() {
        return policy;
    }

    double mixup() {
        return mixup;
    }

    double cutmix() {
        return cutmix;
    }

    double erase() {
        return erase;
    }
}
