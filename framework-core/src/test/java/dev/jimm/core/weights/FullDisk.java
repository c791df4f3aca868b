package dev.jimm.core.weights;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** A disk with room for so many bytes: a folder of the real one, through which everything goes but writing too much. */
final class FullDisk extends FileSystemProvider {
    private final FileSystem fileSystem;
    private long room = Long.MAX_VALUE;
    private boolean locked;
    private Path kept;

    FullDisk() {
        FileSystemProvider own = this;
        fileSystem = new OtherFileSystem() {
            @Override
            public FileSystemProvider provider() {
                return own;
            }
        };
    }

    /** How many more bytes can be written. */
    void room(long bytes) {
        room = bytes;
    }

    /** Refuses to make or delete anything, as the folder of another user does. */
    void lock() {
        locked = true;
    }

    /** Refuses to delete this one. */
    void keep(Path real) {
        kept = real;
    }

    private void requireUnlocked(Path path) throws AccessDeniedException {
        if (locked) {
            throw new AccessDeniedException(path.toString());
        }
    }

    /** The same place, seen through this disk. */
    Path path(Path real) {
        return (Path) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Path.class, Real.class}, (self, method, arguments) -> {
                    if (method.getName().equals("real")) {
                        return real;
                    }
                    if (method.getName().equals("getFileSystem")) {
                        return fileSystem;
                    }
                    Object[] given = arguments == null
                            ? new Object[0]
                            : Arrays.stream(arguments).map(FullDisk::unwrapped).toArray();
                    try {
                        Object result = method.invoke(real, given);
                        return result instanceof Path path ? path(path) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A path of this disk. */
    public interface Real {
        Path real();
    }

    private static Object unwrapped(Object any) {
        return any instanceof Real path ? path.real() : any;
    }

    private static Path real(Path path) {
        return ((Real) path).real();
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (!options.contains(StandardOpenOption.WRITE)) {
            return FileChannel.open(real(path), options, attributes);
        }
        requireUnlocked(path);
        return new Writing(FileChannel.open(real(path), options, attributes), real(path));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(real(folder));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return StreamSupport.stream(stream.spliterator(), false)
                        .map(FullDisk.this::path)
                        .iterator();
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (!Files.exists(real(folder))) { // of one that exists, systems say that first
            requireUnlocked(folder);
        }
        Files.createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        requireUnlocked(path);
        if (real(path).equals(kept)) {
            throw new AccessDeniedException(path.toString());
        }
        Files.delete(real(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        requireUnlocked(target);
        Files.move(real(source), real(target), options);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real(path).getFileSystem().provider().checkAccess(real(path), modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return Files.readAttributes(real(path), type, options);
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isHidden(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    /** A file that is written to. As a disk does, it takes what there is room for and then refuses. */
    private final class Writing extends OtherFileChannel {
        private final Path file;

        Writing(FileChannel channel, Path file) {
            super(channel);
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0 && source.hasRemaining()) {
                throw new FileSystemException(file.toString(), null, "No space left on device");
            }
            int length = (int) Math.min(room, source.remaining());
            ByteBuffer part = source.slice().limit(length);
            int written = channel().write(part);
            source.position(source.position() + written);
            room -= written;
            return written;
        }

        /** Of no use to a test that reads what it wrote, and slow. */
        @Override
        public void force(boolean metadata) {}
    }
}
