package dev.jimm.core.inference;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Images in the order in which they came, and the thread that computes them, as many at once as there are and may be. */
final class BatchQueue implements AutoCloseable {
    private record Request(
            float[] pixels, CompletableFuture<Prediction> answer, Function<float[], Prediction> meaning) {}

    private final OptimisedModel model;
    private final int imageValues;
    private final PredictorOptions options;
    private final long[] shape;
    private final ByteBuffer buffer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Thread worker;
    private boolean closed;

    /** @param image height, width and channels */
    BatchQueue(OptimisedModel model, long[] image, PredictorOptions options) {
        this.model = model;
        this.options = options;
        imageValues = Math.toIntExact(Shapes.count(image));
        shape = new long[] {0, image[0], image[1], image[2]};
        int bytes = Math.toIntExact((long) Float.BYTES * imageValues * options.mostAtOnce());
        buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        // the largest batch takes memory that smaller ones do not, so it is tried before anybody waits for it
        logits(options.mostAtOnce());
        worker = new Thread(this::work, "jimm-predictor");
        worker.setDaemon(true);
        worker.start();
    }

    void add(float[] pixels, CompletableFuture<Prediction> answer, Function<float[], Prediction> meaning) {
        if (pixels.length != imageValues) {
            throw new IllegalArgumentException("an image must have " + shape[1] + " x " + shape[2] + " x " + shape[3]
                    + " = " + imageValues + " values, has " + pixels.length);
        }
        lock.lock();
        try {
            waiting.removeIf(request -> request.answer().isDone());
            if (closed) {
                answer.completeExceptionally(new RejectedExecutionException("the predictor is closed"));
            } else if (waiting.size() >= options.mostWaiting()) {
                answer.completeExceptionally(new RejectedExecutionException(
                        waiting.size() + " images are waiting already; try again later"));
            } else {
                waiting.add(new Request(pixels, answer, meaning));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Request> batch = next(); !batch.isEmpty(); batch = next()) {
            compute(batch);
        }
    }

    /** The next images to compute together; none at the end. */
    private List<Request> next() {
        List<Request> batch = new ArrayList<>();
        lock.lock();
        try {
            while (batch.isEmpty() && !(closed && waiting.isEmpty())) {
                if (waiting.isEmpty()) {
                    changed.awaitUninterruptibly();
                    continue;
                }
                awaitMore();
                while (!waiting.isEmpty() && batch.size() < options.mostAtOnce()) {
                    Request request = waiting.poll();
                    if (!request.answer().isDone()) {
                        batch.add(request);
                    }
                }
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitMore() {
        long left = options.longestWait().toNanos();
        try {
            while (left > 0 && !closed && waiting.size() < options.mostAtOnce()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // nobody has this thread's handle but an application that stops all threads; then it does not wait
            Thread.currentThread().interrupt();
        }
    }

    private void compute(List<Request> batch) {
        try {
            FloatBuffer pixels = buffer.asFloatBuffer();
            batch.forEach(request -> pixels.put(request.pixels()));
            float[][] logits = logits(batch.size());
            for (int i = 0; i < logits.length; i++) {
                batch.get(i).answer().complete(batch.get(i).meaning().apply(logits[i]));
            }
        } catch (RuntimeException | Error e) {
            batch.forEach(request -> request.answer().completeExceptionally(e));
        }
    }

    private float[][] logits(int count) {
        long[] sizes = shape.clone();
        sizes[0] = count;
        // over as many bytes as there are images
        ByteBuffer part = buffer.duplicate()
                .limit(count * imageValues * Float.BYTES)
                .slice()
                .order(ByteOrder.nativeOrder());
        try (DeviceTensor batch = DeviceTensor.over(part, ElementType.FLOAT32, sizes)) {
            return model.logits(batch);
        }
    }

    /** Waits until all that were taken are answered. */
    @Override
    public void close() {
        if (Thread.currentThread() == worker) {
            throw new IllegalStateException("what is attached to an answer cannot close the predictor that gives it");
        }
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
