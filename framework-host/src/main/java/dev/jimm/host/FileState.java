package dev.jimm.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param key the file itself, whatever its name; {@code null} where the file system has none
 */
record FileState(Object key, long size, FileTime modified) {
    static FileState of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }

    boolean isStillThatOf(Path file) {
        try {
            return equals(of(file));
        } catch (IOException e) {
            return false; // it is gone
        }
    }
}
