package dev.jimm.app.model;

import dev.jimm.core.data.Batch;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.data.TrainingData;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.RunLoaders;
import dev.jimm.core.train.RunPlan;

/** Reads, decodes and augments training images as a run does, without a model that takes them. */
final class LoaderSpeed {
    private static final double NANOS = 1e9;
    private static final double WARM_UP_SECONDS = 8;
    private static final double SECONDS = 10;
    /** The model's structure does not depend on the data but for this number. */
    private static final int SOME_CLASSES = 2;

    private final RunPlan plan;
    private final DataSets dataSets;
    private final ModelCatalogue models;

    LoaderSpeed(RunPlan plan, DataSets dataSets, ModelCatalogue models) {
        this.plan = plan;
        this.dataSets = dataSets;
        this.models = models;
    }

    /** What was measured. */
    record Result(double imagesPerSecond, double processorMillisPerImage) {}

    /** Goes through epochs, or a part of one, until enough time has passed; first to warm up. */
    Result measure() {
        ImageModel model = models.create(plan.config().model(), SOME_CLASSES);
        try (TrainingData data =
                dataSets.open(plan.config().data(), plan.config().seed())) {
            Loader loader = RunLoaders.training(plan, plan.config().input().resolve(model), data, 1);
            read(loader, 0, WARM_UP_SECONDS);
            return read(loader, 1, SECONDS);
        }
    }

    private static Result read(Loader loader, int firstEpoch, double seconds) {
        long images = 0;
        long begin = System.nanoTime();
        long processor = processorNanos();
        for (int number = firstEpoch; images == 0 || System.nanoTime() - begin < seconds * NANOS; number++) {
            try (Epoch epoch = loader.epoch(number, 0)) {
                while (epoch.hasNext() && System.nanoTime() - begin < seconds * NANOS) {
                    try (Batch batch = epoch.next()) {
                        images += batch.count();
                    }
                }
            }
        }
        double wall = (System.nanoTime() - begin) / NANOS;
        return new Result(images / wall, (processorNanos() - processor) / 1e6 / images);
    }

    private static long processorNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(java.time.Duration::toNanos)
                .orElse(0L);
    }
}
