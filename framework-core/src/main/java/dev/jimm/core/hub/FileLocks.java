package dev.jimm.core.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time, of all threads and processes of jimm. A lock of the file system holds between processes only, so there
 * is one between threads, too.
 */
final class FileLocks {
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    /** What is done alone. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private FileLocks() {}

    /**
     * Runs the work when nobody else holds the lock.
     *
     * @param file the lock's file; stays, since deleting it could take it from under somebody who waits
     * @param waiting is run when somebody holds it
     */
    static <T> T alone(Path file, Runnable waiting, Work<T> work) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        boolean told = threads.isLocked();
        if (told) {
            waiting.run();
        }
        threads.lockInterruptibly();
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock processes = lock(channel, told ? () -> {} : waiting)) {
            assert processes.isValid();
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    private static FileLock lock(FileChannel channel, Runnable waiting) throws IOException {
        FileLock free = channel.tryLock();
        if (free != null) {
            return free;
        }
        waiting.run();
        return channel.lock();
    }
}
