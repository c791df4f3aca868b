package dev.jimm.core.hub;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of an answer, as they come. Java's own stream waits for the next byte for ever; this waits for as long as
 * it is told. Holds what the connection has read at once and not more.
 */
final class Body implements BodySubscriber<Body>, AutoCloseable {
    /** What can happen: bytes came, it is over ({@code bytes} is null), or it broke off. */
    private record Event(List<ByteBuffer> bytes, Throwable failure) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> ready = new ArrayDeque<>();
    private volatile Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    @Override
    public CompletionStage<Body> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        events.add(new Event(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(null, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(null, null));
    }

    /**
     * The next bytes.
     *
     * @return {@code null} at the end
     * @throws HttpTimeoutException when nothing comes for so long
     * @throws IOException when the connection broke off
     */
    ByteBuffer next(Duration patience) throws IOException, InterruptedException {
        while (ready.isEmpty() && !ended) {
            Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new HttpTimeoutException("nothing came for " + seconds(patience));
            }
            if (event.failure() != null) {
                throw new IOException(event.failure().getMessage(), event.failure());
            }
            ended = event.bytes() == null;
            if (!ended) {
                ready.addAll(event.bytes());
                subscription.request(1);
            }
        }
        return ready.poll();
    }

    /** All of it, when it is no longer than so many bytes; otherwise an {@link IOException}. */
    byte[] bytes(int most, Duration patience) throws IOException, InterruptedException {
        ByteBuffer all = ByteBuffer.allocate(most);
        for (ByteBuffer piece = next(patience); piece != null; piece = next(patience)) {
            if (piece.remaining() > all.remaining()) {
                throw new IOException("an answer of more than " + most + " bytes");
            }
            all.put(piece);
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Lets go of the connection when bytes are left; to be called in any case. */
    @Override
    public void close() {
        closed = true;
        if (subscription != null && !ended) {
            subscription.cancel();
        }
    }
}
