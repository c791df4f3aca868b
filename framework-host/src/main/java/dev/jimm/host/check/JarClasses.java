package dev.jimm.host.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/** The class files of a jar, as this Java sees them: of a jar for several releases those for its own. */
final class JarClasses implements AutoCloseable {
    /** The largest class file that is read; compilers make none that come near to it. */
    private static final int MOST_BYTES = 16 << 20;

    private static final String SUFFIX = ".class";

    private final JarFile jar;
    private final Effort effort;
    private final SortedMap<String, JarEntry> entries = new TreeMap<>();

    /**
     * @param effort that the jar may cost, perhaps together with others
     * @throws IOException when the file is no jar
     */
    JarClasses(Path file, Effort effort) throws IOException {
        this.effort = effort;
        jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ, Runtime.version());
        jar.versionedStream()
                .filter(entry -> entry.getName().endsWith(SUFFIX)
                        && !entry.getName().startsWith("META-INF/")
                        && !entry.getName().endsWith("-info.class"))
                .forEach(entry ->
                        entries.put(entry.getName().substring(0, entry.getName().length() - SUFFIX.length()), entry));
    }

    JarFile jar() {
        return jar;
    }

    /** The internal names of the classes, as the entries have them. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /**
     * The bytes of a class file; empty when it is too large for one.
     *
     * @throws IOException when they cannot be unpacked
     * @throws Effort.ExceededException when too much was read of the jar, or for too long
     * @throws SecurityException when they are not those that were signed
     */
    Optional<byte[]> read(String name) throws IOException {
        byte[] bytes = start(entries.get(name), MOST_BYTES + 1);
        return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
    }

    /** The first bytes of an entry, at most so many. */
    byte[] start(JarEntry entry, int most) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most);
            effort.read(bytes.length);
            return bytes;
        }
    }

    /** What a class declares; empty when there is no such class, or none that can be read. */
    Optional<ClassHeader> header(String name) {
        if (!contains(name)) {
            return Optional.empty();
        }
        try {
            return read(name).flatMap(ClassHeader::read);
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
