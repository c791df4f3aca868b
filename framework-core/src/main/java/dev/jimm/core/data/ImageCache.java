package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decoded images in memory. Those that were read first stay: each epoch visits all samples once, so that giving one up
 * for another would gain nothing.
 */
final class ImageCache {
    private final AtomicLong room;
    private final Map<Integer, Image> images = new ConcurrentHashMap<>();
    private final Set<Integer> damaged = ConcurrentHashMap.newKeySet();

    ImageCache(int megabytes) {
        room = new AtomicLong((long) megabytes << 20);
    }

    /** The image of a sample, or null. */
    Image get(int index) {
        return images.get(index);
    }

    /**
     * The picture; decoded and kept, if there is room for it. One that is damaged stays as it is: a part of it may be
     * readable, and which samples are does not depend on the cache.
     */
    Picture kept(int index, Picture picture) {
        long bytes = (long) picture.width() * picture.height() * Image.CHANNELS;
        if (room.get() < bytes || damaged.contains(index)) {
            return picture;
        }
        Image image;
        try {
            image = picture.whole();
        } catch (UnreadableImageException e) {
            damaged.add(index);
            return picture;
        }
        if (room.addAndGet(-bytes) < 0) {
            room.addAndGet(bytes);
        } else if (images.put(index, image) != null) {
            room.addAndGet(bytes); // another thread was as fast
        }
        return Picture.of(image);
    }
}
