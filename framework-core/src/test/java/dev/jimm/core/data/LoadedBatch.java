package dev.jimm.core.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A batch's content, copied out of its buffer. */
record LoadedBatch(List<Integer> labels, List<Integer> indices, ByteBuffer pixels) {
    static LoadedBatch of(Batch batch) {
        ByteBuffer pixels = ByteBuffer.allocate(batch.pixels().remaining());
        pixels.put(batch.pixels().duplicate()).flip();
        return new LoadedBatch(
                Arrays.stream(batch.labels()).map(labels -> labels[0]).toList(),
                Arrays.stream(batch.indices()).boxed().toList(),
                pixels);
    }

    /** The batches of an epoch from one of them on. */
    static List<LoadedBatch> read(Loader loader, long epoch, int firstBatch) {
        List<LoadedBatch> copies = new ArrayList<>();
        try (Epoch batches = loader.epoch(epoch, firstBatch)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    copies.add(LoadedBatch.of(batch));
                }
            }
        }
        return copies;
    }
}
